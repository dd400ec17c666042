using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.System.Tests.Tenants;

/// <summary>
/// Who may do what, tried on every operation of every service and compared with the table beside this file. A new operation or role
/// changes the table: run with PLATFORM_WRITE_MATRIX=1, and read the difference as carefully as code.
/// </summary>
[Collection(OnLocal.Name)]
public sealed class RoleMatrixTests(LocalPlatform fixture)
{
    [Fact]
    public async Task Every_operation_names_a_scope_that_there_is()
    {
        foreach (var app in fixture.Platform.Run.Apps)
        {
            foreach (var operation in await Operations.OfAsync(fixture.Platform, app.AppId))
            {
                Assert.True(
                    operation.Scopes.Count > 0 && operation.Scopes.All(Scopes.All.ContainsKey), $"{operation} asks for no known scope");
            }
        }
    }

    [Fact]
    public async Task Every_role_may_do_what_the_table_says_and_nothing_else()
    {
        var table = new StringBuilder();
        foreach (var app in fixture.Platform.Run.Apps.Select(app => app.AppId).Order(StringComparer.Ordinal))
        {
            foreach (var operation in (await Operations.OfAsync(fixture.Platform, app)).OrderBy(each => $"{each}", StringComparer.Ordinal))
                table.Append(operation).Append(": ").AppendJoin(' ', await AllowedAsync(operation)).Append('\n');
        }

        if (Environment.GetEnvironmentVariable("PLATFORM_WRITE_MATRIX") is "1")
            await File.WriteAllTextAsync(TableFile(), $"{table}", Running.Stop);

        Assert.Equal(await File.ReadAllTextAsync(TableFile(), Running.Stop), $"{table}");
    }

    private async Task<IReadOnlyList<string>> AllowedAsync(Operation operation)
    {
        var allowed = new List<string>();
        foreach (var role in Roles.All.Order(StringComparer.Ordinal))
        {
            var status = await StatusAsync(operation, role);
            Assert.NotEqual(HttpStatusCode.Unauthorized, status);
            if (status is not HttpStatusCode.Forbidden) allowed.Add(role);
        }

        return allowed;
    }

    // Bodies are empty and ids are nobody's: what is allowed ends as 400 or 404, and changes nothing.
    private async Task<HttpStatusCode> StatusAsync(Operation operation, string role)
    {
        var tenant = role is Roles.Operator ? TenantId.Operators.ToString() : "matrix";
        using var client = new HttpClient { BaseAddress = fixture.Platform.Run.AppUri(operation.App) };
        using var request = new HttpRequestMessage(new(operation.Method), operation.Path.Replace("{id}", "zz0", StringComparison.Ordinal));
        request.Headers.Authorization = new("Bearer", fixture.Platform.Token(tenant, role));
        if (operation.Method is "POST" or "PUT" or "PATCH") request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Running.Stop);
        return response.StatusCode;
    }

    private static string TableFile([CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "role-matrix.txt");
}
