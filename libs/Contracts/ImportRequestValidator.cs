using System.Buffers;
using FluentValidation;

namespace Platform.Contracts;

/// <summary>Checks an <see cref="ImportRequest"/> against the ranges its documentation gives.</summary>
public sealed class ImportRequestValidator : AbstractValidator<ImportRequest>
{
    /// <summary>The longest file name, in characters.</summary>
    public const int MaxFileLength = 200;

    /// <summary>The longest mapping, in characters.</summary>
    public const int MaxMappingLength = 16 << 10;

    private const int MaxIdLength = 16;
    private const int MaxPrefixLength = 24;

    private static readonly SearchValues<char> fileCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/");

    private static readonly SearchValues<char> idCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    private static readonly SearchValues<char> prefixCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-");

    /// <summary>Makes the rules.</summary>
    public ImportRequestValidator()
    {
        RuleFor(request => request.File).Must(IsFileName)
            .WithMessage("A file name of 1 to 200 letters, digits and . _ - with / between folders; no part begins with a dot");
        RuleFor(request => request.Mapping).Must(text => text is null or { Length: >= 1 and <= MaxMappingLength })
            .WithMessage("The name of a shipped mapping, or YAML of at most 16384 characters");
        RuleFor(request => request.Id).Must(id => id is null || IsId(id)).WithMessage("1 to 16 of a-z and 0-9");
        RuleFor(request => request.IdPrefix)
            .Must(prefix => prefix is null || (prefix.Length <= MaxPrefixLength && !prefix.AsSpan().ContainsAnyExcept(prefixCharacters)))
            .WithMessage("At most 24 letters, digits and . _ : -");
    }

    /// <summary>Whether a text can be the id of an import.</summary>
    /// <param name="id">Any text.</param>
    /// <returns>True when it has the form.</returns>
    public static bool IsId(ReadOnlySpan<char> id) => id.Length is >= 1 and <= MaxIdLength && !id.ContainsAnyExcept(idCharacters);

    /// <summary>Whether a text can be the name of a file; nothing that walks up the path can.</summary>
    /// <param name="name">Any text; null counts as empty.</param>
    /// <returns>True when it has the form.</returns>
    public static bool IsFileName(string? name) =>
        name is { Length: >= 1 and <= MaxFileLength }
        && !name.AsSpan().ContainsAnyExcept(fileCharacters)
        && !Array.Exists(name.Split('/'), part => part.Length == 0 || part[0] == '.');
}
