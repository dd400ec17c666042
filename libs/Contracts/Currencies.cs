using System.Collections.Frozen;

namespace Platform.Contracts;

/// <summary>ISO 4217 alphabetic codes in force for money in use (list one of January 2026; without metals, test and fund codes).</summary>
public static class Currencies
{
    private static readonly FrozenSet<string> codes = (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP " +
        "CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD " +
        "JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN " +
        "NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL " +
        "THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The codes.</summary>
    public static IReadOnlyCollection<string> All => codes;

    /// <summary>Whether a code is in force.</summary>
    /// <param name="code">Three upper-case letters, or anything else.</param>
    /// <returns>True when it is one.</returns>
    public static bool IsInForce(string? code) => code is not null && codes.Contains(code);
}
