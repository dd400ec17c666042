namespace Platform.Victims;

/// <summary>The process that started this one holds the other end of its standard input, until it ends, however it ends.</summary>
internal static class Parent
{
    /// <summary>Ends this process when its parent has ended.</summary>
    public static void EndWith() => new Thread(() =>
    {
        while (Console.In.Read() >= 0)
        {
        }

        Environment.Exit(1);
    }) { IsBackground = true }.Start();
}
