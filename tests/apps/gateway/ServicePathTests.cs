using Microsoft.AspNetCore.Http;

namespace Platform.Gateway.Tests;

public sealed class ServicePathTests
{
    private static readonly ForwardedRoute ById = GatewayApi.Routes.Single(route => route.Path is "/decisions/{id}");

    [Theory]
    [InlineData("tx-1", "/decisions/tx-1")]
    [InlineData("a.b_c:d-E9", "/decisions/a.b_c:d-E9")]
    public void Id_becomes_part_of_the_path(string id, string expected)
    {
        Assert.True(ServicePath.TryMake(ById, Request(id), out var path));
        Assert.Equal(expected, path);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("a?b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void Text_that_is_no_id_goes_nowhere(string id) => Assert.False(ServicePath.TryMake(ById, Request(id), out _));

    [Fact]
    public void What_follows_an_id_is_kept()
    {
        var pause = GatewayApi.Routes.Single(route => route.Path is "/imports/{id}/pause");

        Assert.True(ServicePath.TryMake(pause, Request("a1"), out var path));
        Assert.Equal("/imports/a1/pause", path);
    }

    [Fact]
    public void Query_is_kept()
    {
        var request = Request("");
        request.QueryString = new("?limit=5&severity=high");

        Assert.True(ServicePath.TryMake(GatewayApi.Routes.Single(route => route.Path is "/alerts"), request, out var path));
        Assert.Equal("/alerts?limit=5&severity=high", path);
    }

    private static HttpRequest Request(string id) => new DefaultHttpContext { Request = { RouteValues = { ["id"] = id } } }.Request;

    [Fact]
    public void No_two_routes_answer_the_same_request() =>
        Assert.Distinct(GatewayApi.Routes.Select(route => $"{route.Method} {route.Path}"));
}
