using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Platform.AuditLog;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Audit;

/// <summary>Everything that reaches this service: one topic and the routes of the log.</summary>
internal static class AuditApi
{
    private const string NotSigned = "audit-not-signed";
    private static readonly string[] ChangeColumns = ["actor", "action", "allowed", "denied", "failed", "first", "last"];

    public static void MapAudit(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<IOptions<AuditOptions>>().Value;
        app.MapBulkTopic<AuditEvent, AppendEntries>(Topics.Audit, new(limits.BatchSize, TimeSpan.FromMilliseconds(limits.BatchWaitMs)));

        var audit = app.MapGroup("/audit").RequireScope(Scopes.AuditRead).WithTags("Audit");
        audit.MapGet("", List).WithSummary("Entries of the caller's tenant, newest first");
        audit.MapGet("/keys", Keys).WithSummary("Public keys that the log is or was signed with");
        audit.MapGet("/checkpoint", Newest).WithSummary("The newest signed checkpoint");
        audit.MapGet("/consistency", Consistency).WithSummary("Proof that the log only grew");
        audit.MapGet("/export", Export).WithSummary("The whole log as NDJSON that verifies offline");
        audit.MapGet("/reports/changes-by-actor", ChangesByActor).WithSummary("Who did what, how often, as JSON or CSV");
        audit.MapGet("/reports/access", Access).WithSummary("Who can do what, and who signed in, as JSON or CSV");
        audit.MapGet("/reports/data-subject", DataSubject).WithSummary("All that the log holds of a person, as JSON or CSV");
        audit.MapDelete("/subjects/{id}", Erase).RequireScope(Scopes.AuditErase).WithSummary("Make a person's fields unreadable for good");
        audit.MapGet("/{id}", Get).WithSummary("One entry, by the id of its event");
        audit.MapGet("/{id}/proof", Prove).WithSummary("Proof that an entry is in the signed log");
    }

    private static async Task<Results<Ok<AuditPage>, ValidationProblem>> List(
        TenantId tenant, HttpRequest request, ReadEntries entries, CancellationToken ct)
    {
        var reader = new AuditFilterReader(request.Query);
        var filter = reader.Read();
        return reader.Errors.Count > 0
            ? TypedResults.ValidationProblem(reader.Errors)
            : TypedResults.Ok(await entries.PageAsync(tenant, filter, ct));
    }

    private static async Task<Results<Ok<AuditEntry>, ProblemHttpResult>> Get(
        TenantId tenant, string id, ReadEntries entries, SealedStore log, CancellationToken ct) =>
        await entries.FindAsync(tenant, id, ct) is { } entry ? TypedResults.Ok(entry) : Absent(await log.FindAsync(tenant, ct));

    private static async Task<Ok<IReadOnlyList<AuditKey>>> Keys(TenantId tenant, AuditStore log, CancellationToken ct) =>
        TypedResults.Ok(await log.KeysAsync(tenant, ct));

    private static async Task<Results<Ok<AuditCheckpoint>, NotFound>> Newest(TenantId tenant, AuditStore log, CancellationToken ct) =>
        await log.NewestAsync(tenant, ct) is { } newest ? TypedResults.Ok(newest) : TypedResults.NotFound();

    private static async Task<IResult> Prove(TenantId tenant, string id, ProveEntries proofs, SealedStore log, CancellationToken ct) =>
        await proofs.InclusionAsync(tenant, id, ct) switch
        {
            (false, _) => Absent(await log.FindAsync(tenant, ct)),
            (_, { } proof) => TypedResults.Ok(proof),
            _ => Unsigned("No checkpoint covers this entry yet, and no key can sign one now."),
        };

    private static async Task<IResult> Consistency(TenantId tenant, HttpRequest request, ProveEntries proofs, CancellationToken ct)
    {
        var reader = new AuditFilterReader(request.Query);
        var (from, to) = (reader.Size("from"), reader.Size("to"));
        if (reader.Errors.Count is 0 && from > to) reader.Errors["to"] = ["'to' must not be smaller than 'from'."];
        if (reader.Errors.Count > 0) return TypedResults.ValidationProblem(reader.Errors);

        return await proofs.ConsistencyAsync(tenant, (from, to), ct) is { } proof ? TypedResults.Ok(proof) : TypedResults.NotFound();
    }

    private static async Task<IResult> Export(TenantId tenant, ExportLog export, HttpContext context)
    {
        if (await export.HeadAsync(tenant, context.RequestAborted) is not { } head)
            return Unsigned("The log is empty, or no key can sign it now.");

        await export.WriteAsync(tenant, head, context);
        return TypedResults.Empty;
    }

    private static async Task<IResult> ChangesByActor(TenantId tenant, HttpRequest request, ReportStore reports, CancellationToken ct)
    {
        var reader = new AuditFilterReader(request.Query);
        var filter = reader.Read();
        if (reader.Errors.Count > 0) return TypedResults.ValidationProblem(reader.Errors);

        var changes = await reports.ChangesByActorAsync(tenant, filter, ct);
        return WantsCsv(request)
            ? Csv(ChangeColumns, changes.Select(
                IReadOnlyList<object?> (c) => [c.Actor, c.Action, c.Allowed, c.Denied, c.Failed, c.First, c.Last]))
            : TypedResults.Ok(changes);
    }

    private static async Task<IResult> Access(TenantId tenant, HttpRequest request, ReviewAccess review, CancellationToken ct)
    {
        var reader = new AuditFilterReader(request.Query);
        var days = reader.Days(ReviewAccess.DefaultDays);
        if (reader.Errors.Count > 0) return TypedResults.ValidationProblem(reader.Errors);

        var report = await review.ReportAsync(tenant, days, ct);
        return WantsCsv(request) ? Csv(ReviewAccess.Names, ReviewAccess.Rows(report)) : TypedResults.Ok(report);
    }

    private static async Task<IResult> DataSubject(TenantId tenant, HttpRequest request, ReadEntries entries, CancellationToken ct)
    {
        var reader = new AuditFilterReader(request.Query);
        var subject = reader.Text("subject");
        if (subject is null) reader.Errors["subject"] = ["Whose data: 1 to 200 characters are expected."];
        if (subject is null || reader.Errors.Count > 0) return TypedResults.ValidationProblem(reader.Errors);

        var found = await entries.OfSubjectAsync(tenant, subject, ct);
        return WantsCsv(request) ? Csv(SubjectRows.Names, SubjectRows.Of(found)) : TypedResults.Ok(found);
    }

    private static async Task<Results<NoContent, NotFound>> Erase(TenantId tenant, string id, SubjectKeys keys, CancellationToken ct) =>
        await keys.EraseAsync(tenant, id, ct) ? TypedResults.NoContent() : TypedResults.NotFound();

    // The ids of sealed entries went with them, so which of the two it is nobody can say.
    private static ProblemHttpResult Absent(SealedPart? part) => TypedResults.Problem(
        part is null
            ? "The log has no entry with this id."
            : $"The log has no entry with this id. Its first {part.Size} entries are sealed: their time of keeping is over.",
        statusCode: StatusCodes.Status404NotFound);

    private static bool WantsCsv(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(type => type.MediaType == MediaTypeNames.Text.Csv);

    private static ContentHttpResult Csv(IReadOnlyList<string> names, IEnumerable<IReadOnlyList<object?>> rows) =>
        TypedResults.Text(CsvText.Of(names, rows), MediaTypeNames.Text.Csv, Encoding.UTF8);

    private static ProblemHttpResult Unsigned(string detail) => Conflicts.Of(NotSigned, detail);
}
