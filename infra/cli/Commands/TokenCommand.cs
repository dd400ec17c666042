using System.CommandLine;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Cli.Commands;

/// <summary><c>token</c>: prints a development token.</summary>
internal static class TokenCommand
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public static Command Create()
    {
        var (tenant, data, root) = (Shared.Tenant(), Shared.Data(), Shared.Root());
        var role = new Option<string[]>("--role")
        {
            Description = $"What the bearer may do: {string.Join(", ", Roles.All.Order(StringComparer.Ordinal))}",
            HelpName = "R",
            DefaultValueFactory = _ => [Roles.Analyst],
            AllowMultipleArgumentsPerToken = true,
        };
        role.AcceptOnlyFromAmong([.. Roles.All]);
        tenant.Validators.Add(result =>
        {
            if (!TenantId.TryCreate(result.GetValueOrDefault<string>(), out _))
            {
                result.AddError("--tenant must be 1 to 40 of a-z, 0-9 and -.");
            }
        });
        var command = new Command("token", """
            Print a development token, valid for 12 hours.

            Example:
              curl -H "Authorization: Bearer $(./platform token --role analyst)" http://127.0.0.1:8080/api/v1/alerts
            """) { tenant, role, data, root };
        command.SetAction(parsed =>
        {
            var tokens = new Tokens(Shared.Folder(parsed.GetRequiredValue(root), parsed.GetValue(data)), TimeProvider.System);
            Console.Out.WriteLine(tokens.Issue(parsed.GetRequiredValue(tenant), parsed.GetRequiredValue(role), Lifetime));
        });
        return command;
    }
}
