using Microsoft.Extensions.Options;
using Platform.Sigma;

namespace Platform.Risk.Security;

/// <summary>
/// The detection rules in force. A changed folder is read again. A file with a mistake is refused, with its place in the log: the other
/// files are in force all the same, and so is what that file said before.
/// </summary>
internal sealed partial class CurrentSigmaRules : IDisposable
{
    private const int MostFiles = 20_000;
    private const int MostBytes = 1 << 20;

    private readonly string folder;
    private readonly ILogger<CurrentSigmaRules> logger;
    private readonly WatchedFolder files;
    private readonly Lock turn = new();
    private Dictionary<string, IReadOnlyList<SigmaRule>> byFile = [];
    private volatile SigmaRuleSet rules;

    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public CurrentSigmaRules(
        IHostEnvironment environment, IOptions<RiskOptions> options, TimeProvider time, ILogger<CurrentSigmaRules> logger)
    {
        this.logger = logger;
        folder = ServiceFolder.Find(environment, options.Value.SigmaPath);
        files = new(folder, "*.yml", SearchOption.AllDirectories);
        rules = Read();
        files.Start(time, Reload);
    }

    public SigmaRuleSet Value => rules;

    /// <summary>Reads the folder again.</summary>
    public void Reload()
    {
        try
        {
            lock (turn) rules = Read();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(unreadable.Message, rules.Rules.Count);
        }
    }

    public void Dispose() => files.Dispose();

    private SigmaRuleSet Read()
    {
        var before = byFile;
        byFile = files.Paths.Take(MostFiles).ToDictionary(
            path => path, path => ReadFile(path) ?? before.GetValueOrDefault(path, []), StringComparer.Ordinal);
        var set = new SigmaRuleSet([.. byFile.OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file => file.Value)]);
        foreach (var problem in set.Unresolved) LogRefused(problem);
        LogLoaded(set.Rules.Count, byFile.Count);
        return set;
    }

    private IReadOnlyList<SigmaRule>? ReadFile(string path)
    {
        var name = Path.GetRelativePath(folder, path);
        try
        {
            // A file that is being saved is empty for a moment; what it said before stays for that moment.
            var length = new FileInfo(path).Length;
            if (length is 0) return null;
            if (length <= MostBytes) return SigmaRuleFile.Parse(File.ReadAllText(path), name);
            LogRefused($"{name}:1:1: The file is larger than {MostBytes} bytes.");
        }
        catch (SigmaException mistake)
        {
            LogRefused(mistake.Message);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // An editor may be half-way through saving; its next write raises another change.
            LogRefused($"{name}: {unreadable.Message}");
        }

        return null;
    }

    [LoggerMessage(LogLevel.Information, "{Count} detection rules of {Files} files are in force")]
    private partial void LogLoaded(int count, int files);

    [LoggerMessage(LogLevel.Error, "Refused a detection rule: {Problem}")]
    private partial void LogRefused(string problem);

    [LoggerMessage(LogLevel.Warning, "The folder of detection rules cannot be read: {Problem} The {Count} rules stay in force")]
    private partial void LogUnreadable(string problem, int count);
}
