using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Platform.Sigma;

namespace Platform.Risk.Security;

/// <summary>
/// The detection rules in force. A changed folder is read again. A file with a mistake is refused, with its place in the log: the other
/// files are in force all the same, and so is what that file said before.
/// </summary>
internal sealed partial class CurrentSigmaRules : IDisposable
{
    private const string Pattern = "*.yml";
    private const int MostFiles = 20_000;
    private const int MostBytes = 1 << 20;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly string folder;
    private readonly ILogger<CurrentSigmaRules> logger;
    private readonly PhysicalFileProvider files;
    private readonly IDisposable watch;
    private readonly ITimer look;
    private readonly Lock turn = new();
    private Dictionary<string, IReadOnlyList<SigmaRule>> byFile = [];
    private volatile SigmaRuleSet rules;
    private long stamp;

    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public CurrentSigmaRules(
        IHostEnvironment environment, IOptions<RiskOptions> options, TimeProvider time, ILogger<CurrentSigmaRules> logger)
    {
        this.logger = logger;
        folder = ServiceFolder.Find(environment, options.Value.SigmaPath);
        rules = Read();
        files = new(folder) { UseActivePolling = false };
        watch = ChangeToken.OnChange(() => files.Watch($"**/{Pattern}"), Reload);
        look = time.CreateTimer(_ => ReloadIfChanged(), null, LookEvery, LookEvery);
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

    public void Dispose()
    {
        look.Dispose();
        watch.Dispose();
        files.Dispose();
    }

    // What is written into a folder that is made at the same moment can escape the system's watch.
    private void ReloadIfChanged()
    {
        try
        {
            if (StampOf(Paths()) == Interlocked.Read(ref stamp)) return;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(unreadable.Message, rules.Rules.Count);
            return;
        }

        Reload();
    }

    private IEnumerable<string> Paths() =>
        Directory.EnumerateFiles(folder, Pattern, SearchOption.AllDirectories).Take(MostFiles).Order(StringComparer.Ordinal);

    // Which files there are, how long, and when they were written last.
    private static long StampOf(IEnumerable<string> paths)
    {
        var hash = new HashCode();
        foreach (var file in paths.Select(path => new FileInfo(path)))
        {
            hash.Add(file.FullName, StringComparer.Ordinal);
            hash.Add(file.LastWriteTimeUtc);
            hash.Add(file.Exists ? file.Length : -1);
        }

        return hash.ToHashCode();
    }

    private SigmaRuleSet Read()
    {
        // Before the reading: what changes during it is read once more.
        var (before, paths) = (byFile, Paths().ToList());
        Interlocked.Exchange(ref stamp, StampOf(paths));
        byFile = paths.ToDictionary(path => path, path => ReadFile(path) ?? before.GetValueOrDefault(path, []), StringComparer.Ordinal);
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
