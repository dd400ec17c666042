namespace Platform.Dapr.Tests;

public sealed class ActorRegistrationTests
{
    internal interface ITwice : IActor
    {
        Task GoAsync();

        Task GoAsync(int far);
    }

    internal sealed class Twice(ActorHost host) : Actor(host), ITwice
    {
        public Task GoAsync() => Task.CompletedTask;

        public Task GoAsync(int far) => Task.CompletedTask;
    }

    internal sealed class Mute(ActorHost host) : Actor(host);

    internal interface ISpeaks : IActor
    {
        ValueTask SpeakAsync();
    }

    internal sealed class Speaker(ActorHost host) : Actor(host), ISpeaks
    {
        public ValueTask SpeakAsync() => default;
    }

    [Actor(TypeName = "Other")]
    internal sealed class Renamed(ActorHost host) : Actor(host), IRemindable
    {
        public Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period) => Task.CompletedTask;
    }

    [Fact]
    public void A_class_that_nobody_could_call_is_refused_with_the_reason()
    {
        var actors = new ActorRuntimeOptions().Actors;

        Assert.Contains("more than one actor method named GoAsync", Refusal(() => actors.RegisterActor<Twice>()));
        Assert.Contains("Mute has no method", Refusal(() => actors.RegisterActor<Mute>()));
        Assert.Contains("ISpeaks.SpeakAsync cannot be a method of an actor", Refusal(() => actors.RegisterActor<Speaker>()));
        Assert.Contains("abstract", Refusal(() => actors.RegisterActor<Actor>()));
        Assert.Empty(actors);
    }

    [Fact]
    public void A_type_name_is_taken_once()
    {
        var actors = new ActorRuntimeOptions().Actors;
        actors.RegisterActor<Renamed>();

        Assert.Contains("Other is already registered", Refusal(() => actors.RegisterActor<Renamed>()));
        actors.RegisterActor<Renamed>("Third");
        Assert.Equal(["Other", "Third"], actors.Select(each => each.ActorTypeName));
    }

    private static string Refusal(Action register) => Assert.Throws<ArgumentException>(register).Message;
}
