using System.Security.Claims;

namespace Platform.Hosting;

/// <summary>Says who calls.</summary>
public static class CallerSubject
{
    /// <summary>The caller's name, for records of who did what.</summary>
    /// <param name="caller">Signed in.</param>
    /// <returns>The claim <c>sub</c>; <c>key:{id}</c> for an API key; empty when there is none.</returns>
    public static string Subject(this ClaimsPrincipal caller) => caller.FindFirst(PlatformClaims.Subject)?.Value ?? "";
}
