using Platform.Contracts;
using Platform.Local.Postgres;

namespace Platform.Trainer.Tests.Retraining;

public sealed class RestartTests
{
    [Fact]
    public async Task A_retraining_that_was_interrupted_in_a_step_goes_on_after_the_restart()
    {
        var postgres = await EmbeddedPostgres.SharedForTestsAsync();
        var store = ActorStores.InPostgres(await postgres.NewDatabaseAsync(TestContext.Current.CancellationToken));
        await using var fixture = new TrainerFixture { Store = store };
        await fixture.InitializeAsync();
        var (client, gate) = fixture.Waiting("killed");
        var run = await TrainerFixture.StartAsync(client, new());
        await Eventually.HoldsAsync(() => fixture.Risk.IsAsked("killed"));

        await fixture.RestartAsync();
        using var after = fixture.Service.Client(tenant: "killed");
        Assert.Equal(RetrainingStatus.Running, (await TrainerFixture.GetAsync(after, run.Id)).Status);

        gate.SetResult();
        var ended = await TrainerFixture.EndAsync(after, run.Id);
        Assert.Equal((RetrainingStatus.Stopped, run.StartedAt), (ended.Status, ended.StartedAt));
        Assert.Equal(run.Id, Assert.Single(fixture.Models["killed"].Runs).Key);
    }
}
