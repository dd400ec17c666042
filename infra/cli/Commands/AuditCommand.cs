using System.CommandLine;
using Platform.Cli.Audits;
using Platform.Hosting;
using Platform.Local.Launcher;

namespace Platform.Cli.Commands;

/// <summary><c>audit</c>: verifies a tenant's audit log, from a file without the platform or from the running platform.</summary>
internal static class AuditCommand
{

    private static readonly Argument<string?> File = new("FILE")
    {
        Description = "An export of the log, NDJSON; without it the running platform is asked",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Key = new("--key")
    {
        Description = "The public keys that are trusted, PEM (with FILE; from the platform itself otherwise)",
        HelpName = "FILE",
    };

    public static Command Create() => new("audit", """
        Verify the audit log of a tenant.

        Examples:
          ./platform audit verify --tenant demo
          ./platform audit verify audit.ndjson --key audit-keys.pem
        """) { Verify() };

    private static Command Verify()
    {
        var (tenant, data, root) = (Shared.Tenant(), Shared.Data(), Shared.Root());
        var command = new Command("verify", """
            Check every entry against its hash, the chain, the Merkle tree and the signed checkpoints. A file is checked offline and as a
            stream, whatever its size. Exit code 0: nothing is wrong; 1: the first altered, missing, reordered or inserted entry is named.

            Examples:
              T=$(./platform token --role admin); A=http://127.0.0.1:8080/api/v1/audit
              curl -H "Authorization: Bearer $T" $A/export > audit.ndjson
              curl -H "Authorization: Bearer $T" $A/keys | jq -r .[].pem > audit-keys.pem
              ./platform audit verify audit.ndjson --key audit-keys.pem
              ./platform audit verify --tenant demo
            """) { File, Key, tenant, data, root };
        command.Validators.Add(result =>
        {
            if (result.GetValue(File) is null != result.GetValue(Key) is null) result.AddError("Give FILE and --key together, or neither.");
        });
        command.SetAction((parsed, ct) => parsed.GetValue(File) is { } file
            ? VerifyAudit.FileAsync(file, parsed.GetValue(Key) ?? "", Console.Out, ct)
            : LiveAsync(Shared.Folder(parsed.GetRequiredValue(root), parsed.GetValue(data)), parsed.GetRequiredValue(tenant), ct));
        return command;
    }

    private static async Task<int> LiveAsync(DataFolder folder, string tenant, CancellationToken ct)
    {
        using var client = Shared.Gateway(folder, tenant, Roles.Admin);
        return await VerifyAudit.LiveAsync(client, tenant, Console.Out, ct);
    }
}
