using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Local.Components.State;
using Platform.Local.Scheduling;
using Platform.Local.Tests.State;
using Outcome = Platform.Local.Scheduling.Delivery;

namespace Platform.Local.Tests.Scheduling;

/// <summary>Schedules over time, over failures and over the end of app and host.</summary>
public sealed class SchedulerTests : IAsyncDisposable
{
    private static readonly ScheduleKey Key = ScheduleKey.Job("j");

    private readonly ManualTime time = new();
    private readonly TimerWheel wheel;
    private readonly GatedStore store = new();
    private readonly ConcurrentQueue<DateTimeOffset> ticks = new();
    private readonly List<Scheduler> made = [];
    private Func<Task<Outcome>> answer = () => Task.FromResult(Outcome.Done);

    public SchedulerTests() => wheel = new TimerWheel(time);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_fires_as_often_as_asked_and_is_gone()
    {
        var scheduler = await OpenAsync();
        await AddAsync(scheduler, "@every 1s", repeats: 3);

        await TicksAsync(3);
        await GoneAsync(scheduler);

        Assert.Equal([1, 2, 3], Seconds());
        await EmptyAsync();
    }

    [Fact]
    public async Task A_failed_tick_is_tried_three_more_times_a_second_apart_and_then_given_up()
    {
        var scheduler = await OpenAsync();
        answer = () => Task.FromResult(ticks.Count <= 4 ? Outcome.Failed : Outcome.Done);
        await AddAsync(scheduler, "@every 10s", repeats: 2);

        await TicksAsync(5);
        await GoneAsync(scheduler);

        Assert.Equal([10, 11, 12, 13, 20], Seconds());
    }

    [Fact]
    public async Task A_policy_says_how_often_a_failed_tick_is_tried()
    {
        var scheduler = await OpenAsync();
        answer = () => Task.FromResult(ticks.Count < 8 ? Outcome.Failed : Outcome.Done);
        await scheduler.AddAsync(ScheduleKey.Job("dropped"), Once("1s") with { Policy = FailurePolicy.Drop }, overwrite: false);
        await GoneAsync(scheduler);
        Assert.Equal([1], Seconds());

        await scheduler.AddAsync(
            Key, Once("1s") with { Policy = new FailurePolicy(false, TimeSpan.FromSeconds(2), null) }, overwrite: false);
        await GoneAsync(scheduler);
        Assert.Equal(8, ticks.Count);
        Assert.All(Seconds().Skip(2).Zip(Seconds().Skip(1)), pair => Assert.Equal(2, pair.First - pair.Second));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_receiver_that_refuses_or_ends_is_not_asked_again(bool ends)
    {
        var scheduler = await OpenAsync();
        answer = () => Task.FromResult(ends ? Outcome.Ended : Outcome.Refused);
        await AddAsync(scheduler, "@every 1s", repeats: ends ? 0 : 1);

        await GoneAsync(scheduler);

        Assert.Single(ticks);
    }

    [Fact]
    public async Task What_falls_due_while_the_app_is_away_is_delivered_once_when_it_is_back()
    {
        var scheduler = await OpenAsync();
        await AddAsync(scheduler, "@every 10s", repeats: 0);
        await scheduler.CloseAsync();

        time.Advance(TimeSpan.FromSeconds(45));
        scheduler.Open();
        await Eventually.HoldsAsync(() => ticks.Count == 1);
        await SavedAsync(2);
        time.Advance(TimeSpan.FromSeconds(5));
        await Eventually.HoldsAsync(() => ticks.Count == 2);

        Assert.Equal([45, 50], Seconds());
    }

    [Fact]
    public async Task Schedules_survive_the_host_and_what_it_missed_comes_once()
    {
        var before = await OpenAsync();
        await AddAsync(before, "@every 10s", repeats: 3);
        await TicksAsync(1);
        await SavedAsync(2);
        await before.DisposeAsync();

        time.Advance(TimeSpan.FromMinutes(1));
        var after = await OpenAsync();
        await Eventually.HoldsAsync(() => ticks.Count == 2);
        await GoneAsync(after);

        Assert.Equal(3, ticks.Count);
        Assert.Equal([10, 70, 80], Seconds());
    }

    [Fact]
    public async Task A_host_that_dies_before_a_tick_is_noted_delivers_it_again()
    {
        var before = await OpenAsync();
        await AddAsync(before, "@every 10s", repeats: 1);
        answer = () =>
        {
            if (ticks.Count == 1) store.Close();
            return Task.FromResult(Outcome.Done);
        };
        await TicksAsync(1);

        var after = Make();
        await after.UseAsync(Actors(), Ct);
        after.Open();

        await Eventually.HoldsAsync(() => ticks.Count == 2);
        store.Open();
    }

    [Fact]
    public async Task A_tick_that_cannot_be_noted_is_noted_when_the_store_is_back()
    {
        var scheduler = await OpenAsync();
        await AddAsync(scheduler, "@every 10s", repeats: 2);
        answer = () =>
        {
            store.IsAway = ticks.Count == 1;
            return Task.FromResult(Outcome.Done);
        };

        await TicksAsync(1);
        await Eventually.HoldsAsync(() => store.Tried.Count >= 3, meanwhile: () => time.Advance(TimeSpan.FromSeconds(1)));
        store.IsAway = false;
        await GoneAsync(scheduler);

        Assert.Equal(2, ticks.Count);
    }

    [Fact]
    public async Task An_existing_name_is_kept_or_replaced_as_asked()
    {
        var scheduler = await OpenAsync();
        await AddAsync(scheduler, "@every 10s", repeats: 1);

        Assert.False(await scheduler.AddAsync(Key, Once("1s"), overwrite: false));
        Assert.True(await scheduler.AddAsync(Key, Once("5s"), overwrite: true));
        await GoneAsync(scheduler);

        Assert.Equal([5], Seconds());
    }

    [Fact]
    public async Task What_the_store_did_not_take_is_not_scheduled()
    {
        var scheduler = await OpenAsync();
        await AddAsync(scheduler, "@every 10s", repeats: 1);
        store.IsAway = true;

        await Assert.ThrowsAsync<IOException>(() => scheduler.AddAsync(Key, Once("1s"), overwrite: true));
        await Assert.ThrowsAsync<IOException>(() => scheduler.AddAsync(ScheduleKey.Job("new"), Once("1s"), overwrite: true));
        await Assert.ThrowsAsync<IOException>(() => scheduler.RemoveAsync(Key));

        store.IsAway = false;
        Assert.Equal(("@every 10s", 1), (scheduler.Find(Key)?.Cron, scheduler.Count));
        await GoneAsync(scheduler);
        Assert.Equal([10], Seconds());
    }

    [Fact]
    public async Task A_deleted_schedule_does_not_fire()
    {
        var scheduler = await OpenAsync();
        await AddAsync(scheduler, "@every 1s", repeats: 0);
        await scheduler.RemoveAsync(Key);

        time.Advance(TimeSpan.FromSeconds(5));
        await scheduler.AddAsync(ScheduleKey.Job("other"), Once("1s"), overwrite: false);
        await GoneAsync(scheduler);

        Assert.Equal([6], Seconds());
        await EmptyAsync();
    }

    [Fact]
    public async Task Deleting_while_a_tick_is_under_way_is_final()
    {
        var scheduler = await OpenAsync();
        var release = new TaskCompletionSource<Outcome>();
        answer = () => release.Task;
        await AddAsync(scheduler, "@every 1s", repeats: 0);
        await TicksAsync(1);

        await scheduler.RemoveAsync(Key);
        release.SetResult(Outcome.Done);
        await scheduler.CloseAsync();

        await EmptyAsync();
        Assert.Equal(0, scheduler.Count);
    }

    [Fact]
    public async Task Without_a_store_schedules_are_kept_in_memory_and_move_into_one_that_comes()
    {
        var scheduler = Make();
        scheduler.Open();
        await AddAsync(scheduler, "@every 1s", repeats: 2);
        await TicksAsync(1);

        await scheduler.UseAsync(Actors(), Ct);
        Assert.True(scheduler.IsKept);
        Assert.Single(await store.KeysAsync("app||dapr.internal.schedules||job||j", "", 10, Ct));
        await GoneAsync(scheduler);
        Assert.Equal(2, ticks.Count);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var scheduler in made) await scheduler.DisposeAsync();
        wheel.Dispose();
        await store.DisposeAsync();
    }

    private async Task<Scheduler> OpenAsync()
    {
        var scheduler = Make();
        await scheduler.UseAsync(Actors(), Ct);
        scheduler.Open();
        return scheduler;
    }

    private Scheduler Make()
    {
        var scheduler = new Scheduler("app", wheel, time, NullLogger.Instance, (_, _, _) =>
        {
            ticks.Enqueue(time.GetUtcNow());
            return answer();
        });
        made.Add(scheduler);
        return scheduler;
    }

    private ActorStore Actors() => new("store", new GroupCommit(store), store);

    private async Task AddAsync(Scheduler scheduler, string cron, int repeats) =>
        Assert.True(await scheduler.AddAsync(
            Key, new Schedule { Cron = cron, Repeats = repeats }.Begin(time.GetUtcNow()), overwrite: false));

    private Schedule Once(string due) => new Schedule { DueTime = due }.Begin(time.GetUtcNow());

    // The clock moves to what is due next, and only when something waits for it.
    private Task TicksAsync(int count) => Eventually.HoldsAsync(() => ticks.Count >= count, meanwhile: Step);

    private Task GoneAsync(Scheduler scheduler) => Eventually.HoldsAsync(() => scheduler.Count == 0, meanwhile: Step);

    private Task EmptyAsync() => Eventually.HoldsAsync(async () => (await store.KeysAsync("", "", 10, Ct)).Count == 0);

    private Task SavedAsync(int count) => Eventually.HoldsAsync(() => store.Tried.Count >= count);

    private void Step()
    {
        if (time.Due.Count > 0) time.Advance(time.Due[0] - time.GetUtcNow());
    }

    private IEnumerable<int> Seconds() => ticks.Select(tick => (int)Math.Round((tick - new ManualTime().GetUtcNow()).TotalSeconds));
}
