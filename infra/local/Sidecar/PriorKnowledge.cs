using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Platform.Local.Sidecar;

/// <summary>
/// Lets one clear-text port take HTTP/1.1 and HTTP/2 alike, as daprd does. Kestrel decides by what TLS negotiated, so a connection that
/// begins with HTTP/2's preface is given the features of one that negotiated "h2"; nothing is encrypted.
/// </summary>
internal static class PriorKnowledge
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n"u8.ToArray();

    public static ConnectionDelegate Detect(ConnectionDelegate next) => async connection =>
    {
        if (await BeginsWithPrefaceAsync(connection) is not { } http2) return;
        if (http2)
        {
            connection.Features.Set<ITlsConnectionFeature>(new Negotiated());
            connection.Features.Set<ITlsApplicationProtocolFeature>(new Negotiated());
        }

        await next(connection);
    };

    // Null when the connection closes, or the server stops, before anything has been said.
    private static async Task<bool?> BeginsWithPrefaceAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var cancel = stopping.Register(input.CancelPendingRead);
        while (true)
        {
            var read = await input.ReadAsync(CancellationToken.None);
            var (matches, enough) = Compare(read.Buffer);
            // What was looked at stays in the pipe for Kestrel; only an incomplete preface waits for more.
            input.AdvanceTo(read.Buffer.Start, enough ? read.Buffer.Start : read.Buffer.End);
            if (enough) return matches;
            if (read.IsCompleted || read.IsCanceled) return null;
        }
    }

    private static (bool Matches, bool Enough) Compare(ReadOnlySequence<byte> buffer)
    {
        var length = (int)Math.Min(buffer.Length, Preface.Length);
        if (length == 0) return (true, false);
        var matches = buffer.Slice(0, length).ToArray().AsSpan().SequenceEqual(Preface.AsSpan(0, length));
        return (matches, !matches || length == Preface.Length);
    }

    private sealed class Negotiated : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public X509Certificate2? ClientCertificate { get; set; }

        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
            Task.FromResult<X509Certificate2?>(null);
    }
}
