namespace Platform.Load.Replay;

/// <summary>A file or mapping that cannot be played; the message is for the user and says where and what is expected.</summary>
public sealed class ReplayException(string message) : Exception(message);
