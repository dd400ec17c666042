namespace Platform.Victims;

/// <summary>
/// What activities did to the world, in a folder that outlives every process: a file per step, made once whoever makes it, with a value
/// that nobody could guess; and a journal of all attempts, in their order.
/// </summary>
internal sealed class Effects
{
    private readonly Lock gate = new();
    private readonly string made;
    private readonly string drafts;
    private readonly string journal;

    public Effects(string folder)
    {
        made = Directory.CreateDirectory(Path.Combine(folder, "made")).FullName;
        drafts = Directory.CreateDirectory(Path.Combine(folder, "drafts")).FullName;
        journal = Path.Combine(folder, "journal");
    }

    public static string Key(string instanceId, int step) => $"{instanceId}~{step}";

    /// <summary>Makes the effect, unless it was made before; gives its value either way.</summary>
    public string Make(string key)
    {
        lock (gate) File.AppendAllText(journal, $"{key}\n");
        var (draft, file) = (Path.Combine(drafts, $"{Guid.NewGuid():N}"), Path.Combine(made, key));
        File.WriteAllText(draft, $"{Guid.NewGuid():N}");
        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }

        return File.ReadAllText(file);
    }

    /// <summary>Every effect's value by its key.</summary>
    public IReadOnlyDictionary<string, string> Made() =>
        Directory.EnumerateFiles(made).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);

    /// <summary>The key of every attempt, oldest first.</summary>
    public IReadOnlyList<string> Attempts() => File.Exists(journal) ? File.ReadAllLines(journal) : [];
}
