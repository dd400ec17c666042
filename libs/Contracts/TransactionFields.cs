using System.Buffers;

namespace Platform.Contracts;

/// <summary>The ranges of a transaction's fields, each with the sentence that a sender reads.</summary>
internal static class TransactionFields
{
    public const string NameText = "1 to 64 letters (a-z, A-Z), digits and . _ : -";
    public const string TimeText = "A time in the years 2000 to 2100";
    public const string KindText = "payment or transfer";
    public const string AmountText = "More than 0, at most 1000000000000, at most 4 decimals";
    public const string CurrencyText = "An ISO 4217 code in force, upper case, e.g. EUR";
    public const string CountryText = "An ISO 3166-1 alpha-2 code, two upper-case letters";
    public const string ChannelText = "1 to 16 lower-case letters";

    private const decimal MaxAmount = 1_000_000_000_000m;
    private static readonly SearchValues<char> nameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-");

    private static readonly DateTimeOffset first = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset afterLast = new(2101, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static bool IsName(string? text) => text is { Length: >= 1 and <= 64 } && !text.AsSpan().ContainsAnyExcept(nameCharacters);

    public static bool IsTime(DateTimeOffset time) => time >= first && time < afterLast;

    public static bool IsKind(TransactionKind kind) => kind is TransactionKind.Payment or TransactionKind.Transfer;

    // Trailing zeros are no decimals: 1.50000 is 1.5.
    public static bool IsAmount(decimal amount) =>
        amount is > 0 and <= MaxAmount && (amount.Scale <= 4 || decimal.Round(amount, 4) == amount);

    public static bool IsCurrency(string? code) => Currencies.IsInForce(code);

    public static bool IsCountry(string? code) =>
        code is { Length: 2 } && char.IsAsciiLetterUpper(code[0]) && char.IsAsciiLetterUpper(code[1]);

    public static bool IsChannel(string? text) => text is { Length: >= 1 and <= 16 } && !text.AsSpan().ContainsAnyExceptInRange('a', 'z');
}
