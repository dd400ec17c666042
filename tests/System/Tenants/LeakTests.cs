using System.Net;
using System.Text.Json;
using Platform.Hosting;

namespace Platform.System.Tests.Tenants;

/// <summary>
/// Two tenants with the same ids and different contents: whatever one of them asks, nothing of the other's is in the answer. The operations
/// are read from the public API's own document, so a new one is tried without a change here.
/// </summary>
[Collection(OnLocal.Name)]
public sealed class LeakTests(LocalPlatform fixture)
{
    // In accounts, counterparties and devices only: contents, never ids.
    private const string Marker = "zebra";

    private static readonly string[] injections =
    [
        "' OR '1'='1", "'; DROP TABLE alerts; --", "\" OR \"\"=\"", "1); SELECT body FROM \"t:leak-owner\".alerts; --",
        "' UNION SELECT body FROM \"t:leak-owner\".alerts --", "$1", "\\", "%00", "{{7*7}}", "t:leak-owner", "../leak-owner/x",
    ];

    [Fact]
    public async Task No_operation_gives_one_tenant_anything_of_another()
    {
        var ids = await MirrorAsync();
        using var rival = fixture.Platform.Client("leak-rival");
        var tried = 0;
        foreach (var operation in await ReadingAsync())
        {
            foreach (var path in PathsOf(operation, ids))
            {
                var (status, text) = await GetAsync(rival, path);

                Assert.DoesNotContain(Marker, text, StringComparison.OrdinalIgnoreCase);
                Assert.True((int)status < 500, $"{path} is answered with {status}");
                tried++;
            }
        }

        Assert.True(tried > 200, $"only {tried} paths were tried");
    }

    [Fact]
    public async Task An_id_that_only_the_other_has_is_not_found()
    {
        var ids = await MirrorAsync();
        using var owner = fixture.Platform.Client("leak-owner");
        using var rival = fixture.Platform.Client("leak-rival");

        foreach (var path in (string[])["decisions/only-owner", $"alerts/{ids[^1]}"])
        {
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(owner, path)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(rival, path)).Status);
        }
    }

    [Fact]
    public async Task The_logs_of_all_apps_hold_no_contents()
    {
        await MirrorAsync();

        foreach (var log in Directory.GetFiles(fixture.Platform.Run.Data.Logs, "*.log"))
        {
            await using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            Assert.DoesNotContain(Marker, await reader.ReadToEndAsync(Running.Stop), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task The_producers_token_names_the_tenant_of_an_event_whatever_its_body_says()
    {
        using var rival = fixture.Platform.Client("leak-rival");
        using var owner = fixture.Platform.Client("leak-owner");
        var body = Samples.PaymentWith("forged", "tenantid", "leak-owner").Replace("card-1", "card-forged", StringComparison.Ordinal);
        using var content = new StringContent(body, global::System.Text.Encoding.UTF8, "application/json");

        using var sent = await rival.PostAsync("transactions?tenant=leak-owner&tenantid=leak-owner", content, Running.Stop);

        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        await Eventually.HoldsAsync(async () => (await GetAsync(rival, "decisions/forged")).Status is HttpStatusCode.OK, "decided");
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(owner, "decisions/forged")).Status);
    }

    // The owner's contents carry the marker; the rival has the same ids with other contents, and one id less.
    private async Task<IReadOnlyList<string>> MirrorAsync()
    {
        using var owner = fixture.Platform.Client("leak-owner");
        using var rival = fixture.Platform.Client("leak-rival");
        foreach (var id in (string[])["m1", "m2", "only-owner"])
        {
            await PostAsync(owner, Samples.Payment(id).Replace("card-1", $"{Marker}-card", StringComparison.Ordinal));
            if (id is not "only-owner") await PostAsync(rival, Samples.Payment(id));
        }

        await LeakAlarm.RaiseAsync(owner, $"{Marker}-alarm");
        return ["m1", "m2", "only-owner", await LeakAlarm.IdAsync(owner)];
    }

    private static async Task PostAsync(HttpClient client, string body)
    {
        await Eventually.HoldsAsync(async () =>
        {
            using var content = new StringContent(body, global::System.Text.Encoding.UTF8, "application/json");
            return (await client.PostAsync("risk/score", content, Running.Stop)).IsSuccessStatusCode;
        }, "scored");
    }

    private async Task<IReadOnlyList<Operation>> ReadingAsync() =>
    [
        .. (await Operations.OfAsync(fixture.Platform, "gateway"))
            .Where(operation => operation.Method is "GET" && !operation.Path.EndsWith("/live", StringComparison.Ordinal))
            .Where(operation => operation.Scopes.All(scope => !Scopes.IsOperators(scope))),
    ];

    private static IEnumerable<string> PathsOf(Operation operation, IReadOnlyList<string> ids)
    {
        var path = operation.Path["/api/v1/".Length..];
        var texts = ids.Concat(injections).Select(Uri.EscapeDataString).ToList();
        if (path.Contains("{id}", StringComparison.Ordinal))
            return texts.Select(text => path.Replace("{id}", text, StringComparison.Ordinal));

        return operation.Queries.SelectMany(query => texts.Select(text => $"{path}?{query}={text}")).Append(path);
    }

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, Running.Stop);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Running.Stop));
    }
}

/// <summary>Makes an alert of a tenant, by a card that is suddenly used very differently.</summary>
internal static class LeakAlarm
{
    public static async Task RaiseAsync(HttpClient client, string card)
    {
        var lines = Enumerable.Range(0, 200).Select(n => JsonSerializer.Serialize(new
        {
            id = $"alarm-{n}", time = new DateTime(2026, 3, 1, 10, n / 60, n % 60, DateTimeKind.Utc), kind = "payment",
            amount = n < 150 ? 10 : 9_000 + n, currency = "EUR", account = card, counterparty = $"shop-{n % 50}",
        }));
        using var content = new StringContent(string.Join('\n', lines), global::System.Text.Encoding.UTF8, "application/x-ndjson");
        using var response = await client.PostAsync("transactions", content, Running.Stop);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
    }

    public static async Task<string> IdAsync(HttpClient client)
    {
        var id = "";
        await Eventually.HoldsAsync(async () =>
        {
            using var page = JsonDocument.Parse(await client.GetStringAsync("alerts", Running.Stop));
            var ids = page.RootElement.GetProperty("items").EnumerateArray().Select(alert => alert.GetProperty("id").GetString());
            id = ids.FirstOrDefault() ?? "";
            return id.Length > 0;
        }, "an alert is raised");
        return id;
    }
}
