namespace Platform.Load.Replay;

/// <summary>A file that cannot be played as asked; the message is for the user and says where and what is expected.</summary>
public sealed class ReplayException(string message) : Exception(message);
