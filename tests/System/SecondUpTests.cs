using System.Net;
using System.Text.Json;

namespace Platform.System.Tests;

/// <summary>What was there yesterday is there today.</summary>
public sealed class SecondUpTests : IDisposable
{
    private const string Tenant = "second-up";
    private readonly string folder = Directory.CreateTempSubdirectory("platform-system-").FullName;

    [Fact]
    public async Task A_second_up_continues_with_yesterday_s_data()
    {
        await using (var yesterday = await Running.StartAsync("local", folder))
        {
            Assert.Equal((1, 0), await SendAsync(yesterday));
            await IsDecidedAsync(yesterday);
        }

        await using var today = await Running.StartAsync("local", folder);
        await IsDecidedAsync(today);
        Assert.Equal((0, 1), await SendAsync(today));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task IsDecidedAsync(Running platform)
    {
        using var client = platform.Client(Tenant);
        await Eventually.HoldsAsync(
            async () => (await client.GetAsync("decisions/day-1", Running.Stop)).IsSuccessStatusCode, "day-1 is decided");
    }

    private static async Task<(int Accepted, int Duplicates)> SendAsync(Running platform)
    {
        using var client = platform.Client(Tenant);
        using var response = await client.PostAsync("transactions", Samples.Body("day-1"), Running.Stop);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var result = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Running.Stop));
        return (result.GetProperty("accepted").GetInt32(), result.GetProperty("duplicates").GetInt32());
    }
}
