using Microsoft.Extensions.Options;
using Platform.Scoring;

namespace Platform.Risk.RuleLanguage;

/// <summary>The rule set in force; a changed folder is read again, and a bad file leaves the old set in force.</summary>
internal sealed partial class CurrentRules : IDisposable
{
    private readonly TransactionFeatures features;
    private readonly string folder;
    private readonly ILogger<CurrentRules> logger;
    private readonly WatchedFolder files;
    private volatile RuleSet rules;

    /// <exception cref="RuleSyntaxException">A file is wrong: at start there is no old set to fall back on.</exception>
    public CurrentRules(
        TransactionFeatures features, IHostEnvironment environment, IOptions<RiskOptions> options, TimeProvider time,
        ILogger<CurrentRules> logger)
    {
        (this.features, this.logger) = (features, logger);
        folder = ServiceFolder.Find(environment, options.Value.RulesPath);
        files = new(folder, "*.yaml", SearchOption.TopDirectoryOnly);
        rules = RuleFile.ReadFolder(folder, features);
        files.Start(time, Reload);
        LogLoaded(rules.Version, rules.Rules.Count);
    }

    public RuleSet Value => rules;

    /// <summary>Reads the folder again.</summary>
    public void Reload()
    {
        try
        {
            // A file that is being saved is empty for a moment; taken as it is, its rules would be gone for that moment.
            if (files.Paths.FirstOrDefault(file => new FileInfo(file).Length == 0) is { } empty)
                throw new IOException($"{empty} is empty.");

            var read = RuleFile.ReadFolder(folder, features);
            if (read.Version == rules.Version) return;

            rules = read;
            LogLoaded(read.Version, read.Rules.Count);
        }
        catch (RuleSyntaxException wrong)
        {
            LogRefused(wrong.File, wrong.Place.Line, wrong.Place.Column, wrong.Problem, rules.Version);
        }
        catch (IOException unreadable)
        {
            // An editor may be half-way through saving; its next write raises another change.
            LogUnreadable(unreadable.Message, rules.Version);
        }
    }

    public void Dispose() => files.Dispose();

    [LoggerMessage(LogLevel.Information, "Rules {Version} are in force, {Count} of them")]
    private partial void LogLoaded(string version, int count);

    [LoggerMessage(LogLevel.Error, "Refused {File}({Line},{Column}): {Problem} Rules {Version} stay in force")]
    private partial void LogRefused(string file, int line, int column, string problem, string version);

    [LoggerMessage(LogLevel.Warning, "The rule folder cannot be read: {Problem} Rules {Version} stay in force")]
    private partial void LogUnreadable(string problem, string version);
}
