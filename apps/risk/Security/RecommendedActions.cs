namespace Platform.Risk.Security;

/// <summary>What to do about a type of threat, in sentences.</summary>
internal static class RecommendedActions
{
    private static readonly string[] Else =
        ["Ask whoever is named whether they did this.", "Look at what else they did in the hour before and after."];

    private static readonly Dictionary<string, string[]> ByType = new(StringComparer.Ordinal)
    {
        ["credential-access"] = ["Take the machine off the network.", "Change the passwords of everybody who was signed in there."],
        ["execution"] = ["Look at the parent process and at what it was given.", "Stop the process if nobody owns it."],
        ["persistence"] = ["Remove what was added to the machine's start.", "Look for the same on other machines."],
        ["privilege-escalation"] = ["Take the rights back until their owner has explained them.", "Look at what was done with them."],
        ["defense-evasion"] = ["Switch logging and protection on again.", "Treat what was not logged as unknown."],
        ["defense-impairment"] = ["Switch logging and protection on again.", "Treat what was not logged as unknown."],
        ["discovery"] = ["Find out which program asked, and for whom.", "Look for sign-ins to other machines afterwards."],
        ["lateral-movement"] = ["Block the connection between the two machines.", "Look at the accounts that were used on both."],
        ["command-and-control"] = ["Block the destination.", "Take the machine off the network and look at the process that connects."],
        ["exfiltration"] = ["Block the destination.", "Find out which data was sent, and whose it is."],
        ["impact"] = ["Take the machine off the network.", "Check that backups are there and can be read."],
        ["initial-access"] = ["Block the source.", "Look at what the server did after the request."],
        ["unusual-behavior"] =
            ["Ask the user whether they did this.", "Look at what else they did since, and end their sessions if it was not them."],
        ["impossible-travel"] =
            ["End all sessions of the account.", "Ask the user which of the two places they were in, and change the password."],
        ["dormant-account-use"] = ["Ask the owner of the account.", "Lock the account if nobody needs it."],
        ["bulk-read-after-privilege-change"] =
            ["Take the new rights back.", "Find out who gave them and why.", "Find out which data was read, and whose it is."],
        ["port-scan"] = ["Find out which program on the source connects, and stop it.", "Close ports that need not be open."],
        ["host-scan"] = ["Take the source off the network.", "Look for sign-ins from it on the hosts that answered."],
        ["flood"] = ["Limit the source's rate at the nearest device.", "Check that the service still answers others."],
        ["beaconing"] = ["Find out which program comes back, and whose it is.", "Block the destination if nobody knows it."],
        ["reconnaissance"] = ["Block the source.", "Close ports that need not be open."],
    };

    public static IReadOnlyList<string> For(string type) => ByType.GetValueOrDefault(type, Else);
}
