using FluentValidation;

namespace Platform.Contracts;

/// <summary>Checks a <see cref="ListDefinition"/>.</summary>
public sealed class ListDefinitionValidator : AbstractValidator<ListDefinition>
{
    /// <summary>Makes the rules.</summary>
    public ListDefinitionValidator()
    {
        RuleFor(list => list.Kind).IsInEnum().WithMessage("block, allow, watch or plain");
        RuleFor(list => list.Field).Must(field => field is null || Enum.IsDefined(field.Value))
            .WithMessage("account, counterparty, device or country");
        RuleFor(list => list.Field).Must((list, field) => field is null == list.Kind is ListKind.Plain)
            .WithMessage("A plain list has no field, every other one has one.");
        RuleFor(list => list.Description).Must(text => text is not null && ListTexts.IsSound(text))
            .WithMessage($"At most {ListTexts.MostCharacters} characters, none of them a control character");
    }
}

/// <summary>Checks <see cref="NewListEntries"/>.</summary>
public sealed class NewListEntriesValidator : AbstractValidator<NewListEntries>
{
    /// <summary>Entries in one request, at most.</summary>
    public const int MostEntries = 10_000;

    /// <summary>Makes the rules.</summary>
    public NewListEntriesValidator() => RuleFor(batch => batch.Entries).Custom((entries, context) =>
    {
        if (entries is not { Count: >= 1 and <= MostEntries })
        {
            context.AddFailure($"1 to {MostEntries} entries");
            return;
        }

        // One failure is enough, and ten thousand would be an answer larger than the question.
        var values = new HashSet<string>(entries.Count, StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            if (Problem(entries[i], values) is not { } problem) continue;

            context.AddFailure($"Entries[{i}]", problem);
            return;
        }
    });

    private static string? Problem(NewListEntry? entry, HashSet<string> values) => entry switch
    {
        null => "An entry is expected.",
        _ when ListEntryCheck.Error(entry) is { } error => error.Message,
        _ => values.Add(entry.Value) ? null : "This value is there twice.",
    };
}

/// <summary>Checks one <see cref="NewListEntry"/>, of a document and of a line alike.</summary>
public static class ListEntryCheck
{
    private static readonly DateTimeOffset latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What is wrong with an entry.</summary>
    /// <param name="entry">As it was read.</param>
    /// <returns>The first field that is wrong; null when all is right.</returns>
    public static FieldError? Error(NewListEntry entry) => entry switch
    {
        _ when !ListTexts.IsValue(entry.Value) => new("value", ListTexts.ValueMessage),
        { Reason: { } reason } when !ListTexts.IsSound(reason) =>
            new("reason", $"A reason has at most {ListTexts.MostCharacters} characters, none of them a control character."),
        { ExpiresAt: { } at } when at >= latest || at < DateTimeOffset.UnixEpoch =>
            new("expiresAt", "An expiry is from 1970 to 2099; leave it out for never."),
        _ => null,
    };
}

/// <summary>Checks <see cref="RemovedListValues"/>.</summary>
public sealed class RemovedListValuesValidator : AbstractValidator<RemovedListValues>
{
    /// <summary>Makes the rules.</summary>
    public RemovedListValuesValidator() =>
        RuleFor(batch => batch.Values)
            .Must(values => values is { Count: >= 1 and <= NewListEntriesValidator.MostEntries } && values.All(ListTexts.IsValue))
            .WithMessage($"1 to {NewListEntriesValidator.MostEntries} values. {ListTexts.ValueMessage}");
}

/// <summary>The texts of lists.</summary>
internal static class ListTexts
{
    public const int MostCharacters = 200;

    public const string ValueMessage = "A value has 1 to 200 characters, no control character, and no space at its ends.";

    public static bool IsSound(string text) => text.Length <= MostCharacters && !text.Any(char.IsControl);

    public static bool IsValue(string? value) =>
        value is { Length: >= 1 } && IsSound(value) && !char.IsWhiteSpace(value[0]) && !char.IsWhiteSpace(value[^1]);
}
