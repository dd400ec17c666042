using System.Security.Cryptography;
using Platform.Dapr;
using Platform.EventFiles;
using Platform.Learning.Boosting;
using Platform.Learning.Features;
using Platform.Load.Replay;
using Platform.Load.Sending;
using Platform.Local.Launcher;
using Platform.Local.Resources;
using Platform.Scoring;

namespace Platform.Cli;

/// <summary>What a user reads when something went wrong: one line, and what to do next.</summary>
internal static class Failure
{
    public static string Describe(Exception e) => e switch
    {
        LaunchException or ResourceException or ReplayException or EventFileException => e.Message,
        DaprException sidecar => $"{OneLine(sidecar.Message)} See ./platform logs workflows.",
        GatewayException gateway => $"{OneLine(gateway.Message)} See ./platform logs gateway.",
        XgboostException or FeatureSetException or FraudTrainingException => e.Message,
        CryptographicException or ArgumentException { ParamName: "input" } => $"The key cannot be read: {OneLine(e.Message)}",
        HttpRequestException => $"The platform does not answer ({OneLine(e.Message)}); start it: ./platform up",
        UnauthorizedAccessException => $"{OneLine(e.Message)} Run as the user that started the platform, or pass --data DIR.",
        IOException => $"{OneLine(e.Message)} Check the path and the space on the disk.",
        AggregateException { InnerExceptions: [var inner] } => Describe(inner),
        _ => $"An error of ours ({e.GetType().Name}: {OneLine(e.Message)}); please report it with the output of ./platform doctor.",
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
