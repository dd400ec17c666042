using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Platform.Dapr.Tests.Cookbooks;

public sealed record Spending(string Id, decimal Amount);

public interface ICardLimit : IActor
{
    Task<bool> TrySpendAsync(Spending spending, CancellationToken ct);

    Task<decimal> LeftAsync();
}

public sealed class CardLimitOptions
{
    public decimal Daily { get; set; } = 500;
}

/// <summary>What a card may still spend today.</summary>
public sealed class CardLimit(ActorHost host, CardLimitOptions options, TimeProvider time) : Actor(host), ICardLimit, IRemindable
{
    private const string Spent = "spent";
    private const string Midnight = "midnight";

    private static readonly TimeSpan day = TimeSpan.FromDays(1);

    public async Task<bool> TrySpendAsync(Spending spending, CancellationToken ct)
    {
        if (spending.Amount <= 0)
            throw new ArgumentException("The amount must be more than 0.");

        // A caller that did not see our answer asks again, and must get the same one.
        var answer = await StateManager.TryGetStateAsync<bool>($"answer-{spending.Id}", ct);
        if (answer.HasValue)
            return answer.Value;

        var spent = await StateManager.GetOrAddStateAsync(Spent, 0m, ct);
        var isAllowed = spent + spending.Amount <= options.Daily;
        if (isAllowed)
            await StateManager.SetStateAsync(Spent, spent + spending.Amount, ct);
        await StateManager.SetStateAsync($"answer-{spending.Id}", isAllowed, ttl: day, ct);
        return isAllowed;
    }

    public async Task<decimal> LeftAsync() => options.Daily - await StateManager.GetOrAddStateAsync(Spent, 0m);

    public Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period) =>
        StateManager.SetStateAsync(Spent, 0m);

    protected override async Task OnActivateAsync()
    {
        var now = time.GetUtcNow();
        if (await GetReminderAsync(Midnight) is null)
            await RegisterReminderAsync(Midnight, null, dueTime: now.Date + day - now.DateTime, period: day);
    }
}

internal static class CardsApp
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new CardLimitOptions());
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddActors(o =>
        {
            o.Actors.RegisterActor<CardLimit>();
            o.ActorIdleTimeout = TimeSpan.FromMinutes(10);
        });

        var app = builder.Build();
        app.MapActorsHandlers();
        app.MapPost("/cards/{card}/spendings", async (string card, Spending spending, IActorProxyFactory actors, CancellationToken ct) =>
        {
            var limit = actors.CreateActorProxy<ICardLimit>(new ActorId(card), nameof(CardLimit));
            return await limit.TrySpendAsync(spending, ct) ? Results.Ok() : Results.Conflict();
        });
        return app;
    }
}
