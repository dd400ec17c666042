using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Json;
using Platform.Contracts;
using Platform.Local.Launcher;

namespace Platform.System.Tests.Models;

/// <summary>The learning loop on the whole platform, by six weeks of a tenth of the Fraud Detection Handbook's customers.</summary>
[Collection(OnLocal.Name)]
public sealed class RetrainingTests(LocalPlatform fixture)
{
    private const string Tenant = "retraining";
    private const int Share = 10;
    private static readonly DateTimeOffset FileStart = new(2018, 4, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset From = new(2018, 7, 4, 0, 0, 0, TimeSpan.Zero);

    private static readonly string File = Path.GetFullPath(
        Path.Combine(Repository.Root, "..", "shared", "data", "fraud-handbook", "tx_2018-06-17_2018-08-14.csv.gz"));

    [Fact]
    public async Task A_challenger_is_promoted_the_next_is_not_and_rolling_back_restores_what_the_model_says()
    {
        Assert.SkipUnless(global::System.IO.File.Exists(File), "The handbook's data are not beside the repository.");
        var payments = Payments();
        await ImportAsync(payments);
        await LabelAsync(payments.Where(payment => payment.IsFraud));

        var end = payments[^1].Time;
        var first = await RetrainAsync(
            new() { Reason = "the first", AsOf = end, Challengers = 3 }, ["trainer", "models", "trainer", "trainer"]);
        Assert.SkipWhen(first.Text.Contains("libxgboost", StringComparison.Ordinal), first.Text);
        Assert.True(first.Status is RetrainingStatus.Promoted, first.Text);
        await Running.ScoredAsync(fixture.Platform.Client(Tenant), "probe");
        var said = await ExplainAsync();
        Assert.Equal(first.Challenger, said.Version);

        var second = await RetrainAsync(
            new() { Reason = "the second", AsOf = end, Challengers = 1, TrainingDays = 7 }, ["risk"]);
        Assert.True(second.Status is RetrainingStatus.Kept, second.Text);
        Assert.Contains(second.Gate!.Checks, check => !check.Passed);
        Assert.Equal(first.Challenger, second.Champion);

        await PostAsync("ml/models/activate", JsonContent.Create(new(second.Challenger!), ContractsJson.Default.ModelChoice));
        Assert.NotEqual(said.Probability, (await ExplainAsync()).Probability);
        await PostAsync("ml/models/rollback", null);
        Assert.Equal((said.Version, said.Probability), ((await ExplainAsync()).Version, (await ExplainAsync()).Probability));
    }

    private static List<(string Row, string Id, DateTimeOffset Time, bool IsFraud)> Payments()
    {
        using var reader = new StreamReader(new GZipStream(global::System.IO.File.OpenRead(File), CompressionMode.Decompress));
        reader.ReadLine();
        var payments = new List<(string, string, DateTimeOffset, bool)>();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            if (int.Parse(fields[2], CultureInfo.InvariantCulture) % Share != 0) continue;

            var time = FileStart.AddSeconds(long.Parse(fields[1], CultureInfo.InvariantCulture));
            if (time < From) continue;

            var amount = Math.Max(0.01m, Math.Round(decimal.Parse(fields[4], CultureInfo.InvariantCulture), 2));
            var row = string.Create(CultureInfo.InvariantCulture, $"{fields[0]},{time:O},payment,{amount},EUR,c{fields[2]},t{fields[3]}");
            payments.Add((row, fields[0], time, fields[5] is "1"));
        }

        return payments;
    }

    private async Task ImportAsync(List<(string Row, string Id, DateTimeOffset Time, bool IsFraud)> payments)
    {
        using var import = new TenantImport(fixture.Platform, Tenant);
        await import.StartAsync(payments.Select(payment => payment.Row));
        var report = await import.EndAsync();
        Assert.True(report.Rejected is 0, report.Rejected is 0 ? "" : import.Text(report.RejectedFiles[0]));
        const string sql = $"SELECT count(*) FROM \"t:{Tenant}\".decisions";
        await Eventually.HoldsAsync(async () => await fixture.Platform.CountAsync(sql) == payments.Count, "all are decided");
    }

    private async Task LabelAsync(IEnumerable<(string Row, string Id, DateTimeOffset Time, bool IsFraud)> frauds)
    {
        foreach (var some in frauds.Chunk(1_000))
        {
            var labels = some.Select(fraud => new Label
            {
                Id = $"cb-{fraud.Id}", EventId = fraud.Id, Verdict = Finding.Fraud, Source = LabelSource.Chargeback,
                KnownAt = fraud.Time.AddDays(7),
            });
            await PostAsync("labels", JsonContent.Create(new([.. labels]), ContractsJson.Default.LabelBatch));
        }
    }

    // With each step that the run takes the next of the apps is killed.
    private async Task<RetrainingRun> RetrainAsync(RetrainingRequest request, IEnumerable<string> kills)
    {
        var started = await PostAsync("ml/retraining", JsonContent.Create(request, ContractsJson.Default.RetrainingRequest));
        var run = (await started.Content.ReadFromJsonAsync(ContractsJson.Default.RetrainingRun, Running.Stop))!;
        var (steps, victims) = (new HashSet<string>(), new Queue<string>(kills));
        using var client = fixture.Platform.Client(Tenant);
        while (run.Status is RetrainingStatus.Running)
        {
            if (steps.Add(run.Text) && victims.TryDequeue(out var victim)) await fixture.Platform.KillAsync(victim);
            await Eventually.HoldsAsync(
                async () =>
                {
                    run = await LookAsync(client, run.Id) ?? run;
                    return run.Status is not RetrainingStatus.Running || !steps.Contains(run.Text);
                },
                $"the run goes on after: {run.Text}");
        }

        return run;
    }

    private static async Task<RetrainingRun?> LookAsync(HttpClient client, string id)
    {
        using var answer = await client.GetAsync($"ml/retraining/{id}", Running.Stop);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync(ContractsJson.Default.RetrainingRun, Running.Stop)
            : null;
    }

    private async Task<PredictionExplanation> ExplainAsync()
    {
        var question = new ExplanationQuestion(ExplanationMethod.Feature) { DecisionId = "probe" };
        var answer = await PostAsync("ml/explain-prediction", JsonContent.Create(question, ContractsJson.Default.ExplanationQuestion));
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.PredictionExplanation, Running.Stop))!;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, HttpContent? body)
    {
        using var client = fixture.Platform.Client(Tenant);
        var answer = await client.PostAsync(path, body, Running.Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Running.Stop));
        return answer;
    }
}
