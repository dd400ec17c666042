using System.Globalization;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Local;
using Platform.Local.Launcher;

namespace Platform.Dapr.Tests.Cookbooks;

/// <summary>The code of docs/cookbooks/write-an-actor.md.</summary>
public sealed class CardLimitTests
{
    private readonly ManualTime time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_card_spends_up_to_its_limit_and_again_the_next_day()
    {
        var port = FreePort.Take();
        await using var host = await LocalHost.StartAsync(
            new() { Apps = [new("cards", port)], Resources = [ActorStores.InMemory], AppApiToken = "secret", Time = time }, Ct);
        await using var app = await StartAsync(port, host);
        var limit = app.Services.GetRequiredService<IActorProxyFactory>().CreateActorProxy<ICardLimit>(new("card-1"), nameof(CardLimit));

        Assert.True(await limit.TrySpendAsync(new("a", 400), Ct));
        Assert.False(await limit.TrySpendAsync(new("b", 200), Ct));
        Assert.True(await limit.TrySpendAsync(new("a", 400), Ct));
        Assert.Equal(100, await limit.LeftAsync());

        time.Advance(TimeSpan.FromDays(1));
        await Eventually.HoldsAsync(async () => await limit.LeftAsync() == 500);
    }

    [Fact]
    public async Task The_apps_own_route_answers_by_the_actor()
    {
        var port = FreePort.Take();
        await using var host = await LocalHost.StartAsync(
            new() { Apps = [new("cards", port)], Resources = [ActorStores.InMemory], AppApiToken = "secret", Time = time }, Ct);
        await using var app = await StartAsync(port, host);
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };

        using var first = await http.PostAsJsonAsync("/cards/card-1/spendings", new Spending("a", 500), Ct);
        using var second = await http.PostAsJsonAsync("/cards/card-1/spendings", new Spending("b", 1), Ct);

        Assert.Equal((200, 409), ((int)first.StatusCode, (int)second.StatusCode));
    }

    [Fact]
    public async Task A_wrong_amount_is_told_to_the_caller()
    {
        var port = FreePort.Take();
        await using var host = await LocalHost.StartAsync(
            new() { Apps = [new("cards", port)], Resources = [ActorStores.InMemory], AppApiToken = "secret", Time = time }, Ct);
        await using var app = await StartAsync(port, host);
        var limit = app.Services.GetRequiredService<IActorProxyFactory>().CreateActorProxy<ICardLimit>(new("card-1"), nameof(CardLimit));

        var failed = await Assert.ThrowsAsync<ActorMethodInvocationException>(() => limit.TrySpendAsync(new("a", 0), Ct));

        Assert.Equal("The amount must be more than 0.", failed.Reason);
        Assert.Equal(typeof(ArgumentException).FullName, failed.ExceptionType);
    }

    private async Task<WebApplication> StartAsync(int port, LocalHost host)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
            ["DAPR_HTTP_ENDPOINT"] = host.HttpEndpoint("cards").ToString(),
            ["APP_API_TOKEN"] = "secret",
        });
        var app = CardsApp.Build(builder);
        await app.StartAsync(Ct);
        await Eventually.HoldsAsync(() => host.IsUp("cards"));
        return app;
    }
}
