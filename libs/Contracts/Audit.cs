using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>What kind of caller acted.</summary>
[JsonConverter(typeof(EnumByName<ActorKind>))]
public enum ActorKind
{
    /// <summary>A person.</summary>
    [JsonStringEnumMemberName("user")] User,

    /// <summary>A service, of the tenant or of the platform.</summary>
    [JsonStringEnumMemberName("service")] Service,

    /// <summary>Nobody signed in, or a token that was refused.</summary>
    [JsonStringEnumMemberName("anonymous")] Anonymous,
}

/// <summary>How an action ended.</summary>
[JsonConverter(typeof(EnumByName<AuditResult>))]
public enum AuditResult
{
    /// <summary>It was done.</summary>
    [JsonStringEnumMemberName("allowed")] Allowed,

    /// <summary>The caller was not let in, or may not do this.</summary>
    [JsonStringEnumMemberName("denied")] Denied,

    /// <summary>It was tried and did not succeed.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>Something that someone did, or was kept from doing. Topic <c>audit</c>; partition key <c>{tenant}</c>.</summary>
public sealed record AuditEvent
{
    /// <summary>1-64 of letters, digits and <c>. _ : -</c>; stable across redelivery: the second event of an id changes nothing.</summary>
    public required string Id { get; init; }

    /// <summary>When it happened, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who acted, 1-200 characters: the subject of the token, or <c>anonymous</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>What kind of caller that is.</summary>
    public required ActorKind ActorKind { get; init; }

    /// <summary>What was done, 1-100 characters, e.g. <c>POST /imports</c> or <c>model.promote</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Kind of thing it was done to, 1-64 characters, e.g. <c>imports</c>.</summary>
    public required string ObjectType { get; init; }

    /// <summary>Which one, up to 200 characters; null when the action has no single object.</summary>
    public string? ObjectId { get; init; }

    /// <summary>How it ended.</summary>
    public required AuditResult Result { get; init; }

    /// <summary>SHA-256 of the object before, 64 lower-case hex digits; null when unknown or when there was none.</summary>
    public string? Before { get; init; }

    /// <summary>SHA-256 of the object afterwards; null when unknown or when there is none.</summary>
    public string? After { get; init; }

    /// <summary>W3C trace id, 32 lower-case hex digits; null when there is no trace.</summary>
    public string? TraceId { get; init; }

    /// <summary>The person that <see cref="Personal"/> is about, 1-200 characters; null without personal fields.</summary>
    public string? Subject { get; init; }

    /// <summary>
    /// Personal fields by name, at most 32: plain on the topic, encrypted under the subject's own key in the log, null after erasure.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? Personal { get; init; }
}

/// <summary>An entry of a tenant's audit log.</summary>
/// <param name="Sequence">Its position, from 1, without gaps.</param>
/// <param name="Hash">Head of the hash chain after it, hex.</param>
/// <param name="Event">What happened.</param>
public sealed record AuditEntry(long Sequence, string Hash, AuditEvent Event);

/// <summary>One page of the audit log, newest first.</summary>
/// <param name="Items">The entries of this page.</param>
/// <param name="Next">Pass it as <c>cursor</c> to get the next page; null on the last one.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Items, string? Next = null);

/// <summary>The signed state of a tenant's log at one size. Hashes are lower-case hex.</summary>
public sealed record AuditCheckpoint
{
    /// <summary>Whose log.</summary>
    public required string Tenant { get; init; }

    /// <summary>Entries it covers.</summary>
    public required long Size { get; init; }

    /// <summary>Size of the checkpoint before it; 0 for the first.</summary>
    public required long Previous { get; init; }

    /// <summary>Root of the Merkle tree over the entries (RFC 9162).</summary>
    public required string Root { get; init; }

    /// <summary>Head of the hash chain.</summary>
    public required string Chain { get; init; }

    /// <summary>When it was signed, UTC, in whole milliseconds.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Id of the key: the first 16 hex digits of the SHA-256 of its public part.</summary>
    public required string Key { get; init; }

    /// <summary>ECDSA P-256 with SHA-256 over the fields above, 64 bytes in base64.</summary>
    public required string Signature { get; init; }
}

/// <summary>Proof that an entry is in the log that a checkpoint signs.</summary>
/// <param name="Sequence">Position of the entry, from 1; its leaf index is one less.</param>
/// <param name="Leaf">Leaf hash of the entry.</param>
/// <param name="Path">Sibling hashes from the leaf up (RFC 9162, 2.1.3).</param>
/// <param name="Checkpoint">The signed state that the path leads to.</param>
/// <param name="Content">The bytes that were hashed, as text; null when the entry is sealed.</param>
public sealed record AuditProof(long Sequence, string Leaf, IReadOnlyList<string> Path, AuditCheckpoint Checkpoint, string? Content = null);

/// <summary>Proof that a later state of the log only added to an earlier one.</summary>
/// <param name="From">Entries in the earlier state.</param>
/// <param name="To">Entries in the later state.</param>
/// <param name="FromRoot">Root of the earlier state.</param>
/// <param name="ToRoot">Root of the later state.</param>
/// <param name="Path">The hashes (RFC 9162, 2.1.4).</param>
public sealed record AuditConsistency(long From, long To, string FromRoot, string ToRoot, IReadOnlyList<string> Path);

/// <summary>A public key that checkpoints of the tenant are or were signed with.</summary>
/// <param name="Id">The first 16 hex digits of the SHA-256 of the key.</param>
/// <param name="Pem">The key as PEM, <c>BEGIN PUBLIC KEY</c>.</param>
public sealed record AuditKey(string Id, string Pem);

/// <summary>What one actor did with one action in a report.</summary>
/// <param name="Actor">Who.</param>
/// <param name="Action">What.</param>
/// <param name="Allowed">Times it was done.</param>
/// <param name="Denied">Times it was refused.</param>
/// <param name="Failed">Times it did not succeed.</param>
/// <param name="First">The first time.</param>
/// <param name="Last">The last time.</param>
public sealed record ActorChanges(
    string Actor, string Action, long Allowed, long Denied, long Failed, DateTimeOffset First, DateTimeOffset Last);

/// <summary>Who can do what in a tenant, for a review of access.</summary>
/// <param name="Keys">API keys in force; their names and last uses are at <c>GET /keys</c>.</param>
/// <param name="Roles">Roles that a token may name: built-in ones, then the tenant's own.</param>
/// <param name="People">Who signed in, by name; at most 10,000.</param>
public sealed record AccessReport(
    IReadOnlyList<AccessKey> Keys, IReadOnlyList<AccessRole> Roles, IReadOnlyList<AccessPerson> People);

/// <summary>An API key in force.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="ExpiresAt">When it ends, UTC; null for never.</param>
public sealed record AccessKey(string Id, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt = null);

/// <summary>A role.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsBuiltIn">Whether every tenant has it.</param>
/// <param name="Scopes">What it allows.</param>
public sealed record AccessRole(string Name, bool IsBuiltIn, IReadOnlyList<string> Scopes);

/// <summary>Someone who signed in.</summary>
/// <param name="Actor">Who.</param>
/// <param name="LastSignIn">The last time.</param>
/// <param name="SignIns">How often: tokens used for the first time.</param>
public sealed record AccessPerson(string Actor, DateTimeOffset LastSignIn, long SignIns);
