using System.Net;

namespace Platform.Dapr.Tests;

public sealed class ActorProxyTests : IDisposable
{
    private readonly FakeActorSidecar sidecar = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => sidecar.Dispose();

    public interface IManyValues : IActor
    {
        Task MoveAsync(int first, int last);
    }

    public interface INoTask : IActor
    {
        int Count();
    }

    [Fact]
    public async Task A_call_by_name_sends_json_to_the_actors_method()
    {
        Answers(200, "7");

        var sum = await Factory().Create(new("a/b"), "Wallet").InvokeMethodAsync<int, int>("AddAsync", 5, Ct);

        var sent = Assert.Single(sidecar.Sent);
        Assert.Equal((7, "PUT /v1.0/actors/Wallet/a%2Fb/method/AddAsync", "5"), (sum, $"{sent.Method} {sent.Path}", sent.Body));
    }

    [Fact]
    public async Task A_typed_proxy_calls_the_method_of_the_same_name()
    {
        Answers(200, "7");
        var wallet = Factory().CreateActorProxy<IWallet>(new("w1"), "Wallet");

        Assert.Equal(7, await wallet.AddAsync(5));
        Assert.Equal(7, await wallet.FindAsync(Ct));
        await wallet.EmptyAsync();

        Assert.Equal(
            ["AddAsync 5", "FindAsync ", "EmptyAsync "], sidecar.Sent.Select(sent => $"{sent.Path.Split('/')[^1]} {sent.Body}"));
    }

    [Fact]
    public async Task An_empty_answer_is_no_value()
    {
        Answers(200, "");

        Assert.Null(await Factory().CreateActorProxy<IWallet>(new("w1"), "Wallet").FindAsync(Ct));
    }

    [Fact]
    public async Task What_the_method_threw_comes_out_with_its_message_and_type()
    {
        Answers(500, """{"errorCode":"ERR_ACTOR_METHOD_FAILED","message":"no 7 today","type":"System.InvalidOperationException"}""");

        var failed = await Assert.ThrowsAsync<ActorMethodInvocationException>(
            () => Factory().CreateActorProxy<IWallet>(new("w1"), "Wallet").AddAndFailAsync(7));

        Assert.Equal("Calling AddAndFailAsync of actor Wallet/w1 failed: no 7 today", failed.Message);
        Assert.Equal("System.InvalidOperationException", failed.ExceptionType);
        Assert.Equal((HttpStatusCode.InternalServerError, "ERR_ACTOR_METHOD_FAILED"), (failed.StatusCode, failed.ErrorCode));
    }

    [Theory]
    [InlineData(404, """{"errorCode":"ERR_ACTOR_NO_ADDRESS","message":"did not find address for actor"}""", "did not find address")]
    [InlineData(500, "<html>", "<html>")]
    public async Task What_the_sidecar_refuses_comes_out_as_its_message(int status, string body, string message)
    {
        Answers(status, body);

        var failed = await Assert.ThrowsAsync<ActorMethodInvocationException>(
            () => Factory().Create(new("w1"), "Wallet").InvokeMethodAsync("AddAsync", Ct));

        Assert.Contains(message, failed.Reason);
        Assert.Null(failed.ExceptionType);
    }

    [Fact]
    public async Task An_error_that_the_sidecar_hands_on_is_no_result_whatever_its_status()
    {
        var answer = FakeActorSidecar.Answer(200, """{"message":"of another language"}""");
        answer.Headers.Add("X-DaprErrorResponseHeader", "x");
        sidecar.Instead = _ => answer;

        var failed = await Assert.ThrowsAsync<ActorMethodInvocationException>(
            () => Factory().Create(new("w1"), "Wallet").InvokeMethodAsync<int>("AddAsync", Ct));

        Assert.Equal("of another language", failed.Reason);
    }

    [Fact]
    public void An_interface_that_an_actor_cannot_have_is_refused_with_the_reason()
    {
        var many = Assert.Throws<ArgumentException>(() => Factory().CreateActorProxy<IManyValues>(new("1"), "T"));
        var noTask = Assert.Throws<ArgumentException>(() => Factory().CreateActorProxy<INoTask>(new("1"), "T"));

        Assert.Contains("IManyValues.MoveAsync cannot be a method of an actor: it takes more than one value", many.Message);
        Assert.Contains("INoTask.Count cannot be a method of an actor: it returns Int32", noTask.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_blank_id_is_refused(string id) => Assert.Throws<ArgumentException>(() => new ActorId(id));

    [Fact]
    public void Ids_of_the_same_text_are_equal()
    {
        Assert.True(new ActorId("a") == new ActorId("a"));
        Assert.True(new ActorId("a") != new ActorId("A"));
        Assert.NotEqual(ActorId.CreateRandom(), ActorId.CreateRandom());
    }

    private ActorProxyFactory Factory() => new(new DaprClient(new DaprClientOptions(), sidecar));

    private void Answers(int status, string body) => sidecar.Instead = _ => FakeActorSidecar.Answer(status, body);
}
