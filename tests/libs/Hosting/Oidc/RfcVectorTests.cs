using System.Text;
using Platform.Hosting.Oidc;

namespace Platform.Hosting.Tests.Oidc;

/// <summary>Signatures that RFC 7515 publishes, in appendices A.2 and A.3.</summary>
public sealed class RfcVectorTests
{
    private const string Payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    private static readonly JsonWebKey rsa = new()
    {
        Kind = "RSA",
        Modulus =
            "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRP"
            + "EwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qC"
            + "o5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
        Exponent = "AQAB",
    };

    private static readonly JsonWebKey curve = new()
    {
        Kind = "EC",
        Curve = "P-256",
        X = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        Y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    };

    [Fact]
    public void RS256_of_appendix_A_2_holds() => AssertHolds(
        rsa, "RS256", "eyJhbGciOiJSUzI1NiJ9",
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
        + "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
        + "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw");

    [Fact]
    public void ES256_of_appendix_A_3_holds() => AssertHolds(
        curve, "ES256", "eyJhbGciOiJFUzI1NiJ9",
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");

    private static void AssertHolds(JsonWebKey json, string algorithm, string header, string signature)
    {
        Assert.True(PublicKey.TryRead(json, out var key, out var reason), reason);
        using (key)
        {
            Assert.True(Compact.TryDecode(signature, out var bytes));
            Assert.True(key.Verify(algorithm, Encoding.ASCII.GetBytes($"{header}.{Payload}"), bytes));
            Assert.False(key.Verify(algorithm, Encoding.ASCII.GetBytes($"{header}.{Payload}x"), bytes));
            bytes[^1] ^= 1;
            Assert.False(key.Verify(algorithm, Encoding.ASCII.GetBytes($"{header}.{Payload}"), bytes));
        }
    }
}
