namespace Platform.Local.Launcher;

/// <summary>Something the user can put right; the message is one plain line that ends with the next step.</summary>
public sealed class LaunchException(string message, Exception? inner = null) : Exception(message, inner);
