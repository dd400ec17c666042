using Microsoft.Extensions.Logging;

namespace Platform.Local.Launcher;

/// <summary>The host's own log lines, into a file.</summary>
internal sealed class LogFileLoggers(LogFile log, TimeProvider time) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Lines(log, time, categoryName);

    public void Dispose() => log.Dispose();

    private sealed class Lines(LogFile log, TimeProvider time, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var failure = exception is null ? "" : " " + exception.ToString().ReplaceLineEndings(" | ");
                log.Write($"{time.GetUtcNow():yyyy-MM-dd HH:mm:ss.fff} {logLevel} {category}: {formatter(state, exception)}{failure}");
            }
        }
    }
}
