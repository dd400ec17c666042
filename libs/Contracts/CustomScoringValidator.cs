using FluentValidation;

namespace Platform.Contracts;

/// <summary>Checks a <see cref="CustomScoring"/>: what is within these ranges has a finite margin.</summary>
public sealed class CustomScoringValidator : AbstractValidator<CustomScoring>
{
    private const int MostFeatures = 10_000;
    private const int MostRows = 1_000;
    private const int MostCells = 100_000;
    private const double Largest = 1e100;

    private const string CountText = "1 to 10000 features";
    private const string NumberText = "A number between -1e100 and 1e100";

    /// <summary>Makes the rules; they are kept, so one instance serves all.</summary>
    public CustomScoringValidator()
    {
        RuleFor(call => call).Must(call => call.Features is null != call.Rows is null).OverridePropertyName("features")
            .WithMessage("Either features or rows");
        RuleFor(call => call.Features).Custom((row, context) => CheckRow("features", row, context));
        RuleFor(call => call.Rows).Must(rows => rows is null or { Count: >= 1 and <= MostRows }).WithMessage("1 to 1000 rows")
            .Must((call, rows) => (long)(rows?.Count ?? 0) * call.Weights.Count <= MostCells)
            .WithMessage("Rows times weights are at most 100000")
            .DependentRules(() => RuleFor(call => call.Rows).Custom(CheckRows));
        RuleFor(call => call.Weights).Custom((weights, context) => CheckNumbers("weights", weights, context))
            .Must(weights => weights.Count is >= 1 and <= MostFeatures).WithMessage(CountText);
        RuleFor(call => call.Intercept).Must(IsNumber).WithMessage(NumberText);
        RuleFor(call => call.Means).Custom(CheckMeans);
        RuleFor(call => call.Method).IsInEnum();
    }

    private static bool IsNumber(double number) => Math.Abs(number) <= Largest;

    private static void CheckRows(
        IReadOnlyList<IReadOnlyDictionary<string, double?>>? rows, ValidationContext<CustomScoring> context)
    {
        for (var i = 0; i < (rows?.Count ?? 0); i++)
        {
            if (rows?[i] is { } row) CheckRow($"rows[{i}]", row, context);
            else context.AddFailure($"rows[{i}]", "This must not be null");
        }
    }

    private static void CheckRow(
        string field, IReadOnlyDictionary<string, double?>? row, ValidationContext<CustomScoring> context)
    {
        if (row is null) return;
        if (row.Count is < 1 or > MostFeatures) context.AddFailure(field, CountText);
        else CheckNumbers(field, row.Select(each => KeyValuePair.Create(each.Key, each.Value ?? 0)), context);
    }

    private static void CheckMeans(IReadOnlyDictionary<string, double>? means, ValidationContext<CustomScoring> context)
    {
        if (means is null) return;

        CheckNumbers("means", means, context);
        var stray = means.Keys.FirstOrDefault(name => !context.InstanceToValidate.Weights.ContainsKey(name));
        if (stray is not null) context.AddFailure(PlaceOf("means", stray), "There is no weight of this name");
    }

    // Only the first mistake of each object: thousands of them would not help the sender.
    private static void CheckNumbers(
        string field, IEnumerable<KeyValuePair<string, double>> numbers, ValidationContext<CustomScoring> context)
    {
        foreach (var (name, number) in numbers)
        {
            if (!SecurityEventFields.IsText(name, 64)) context.AddFailure(field, "Names of 1 to 64 printable characters");
            else if (!IsNumber(number)) context.AddFailure(PlaceOf(field, name), NumberText);
            else continue;
            return;
        }
    }

    private static string PlaceOf(string field, string name) => $"{field}['{name}']";
}
