namespace Platform.Load.Tests.Replay;

/// <summary>A few lines in the form of each public data set.</summary>
internal static class Samples
{
    public const string Handbook = """
        TRANSACTION_ID,TX_TIME_SECONDS,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO
        10,0,1,7,81.58,0,0
        11,60,2,8,0.00,0,0
        12,90000,1,9,500.5,1,1

        """;

    public const string Transfers = "sourceNodeId,targetNodeId,value,time\n5,6,147.8,1\n6,7,104.06,1\n7,5,188.25,3\n";

    public const string Nodes = "nodeid,isFraud,init_balance,fraudStep\n5,0,184.44,-1\n6,1,175.80,-1\n7,1,1.0,-1\n";

    public const string Ndjson = """
        {"id":"a","time":"2026-01-01T00:00:00Z","kind":"payment","amount":1.5,"currency":"EUR","account":"c1","counterparty":"t1"}

        {"kind":"transfer","id":"b","time":"2026-01-01T00:00:01Z","amount":2,"currency":"USD","account":"c2","counterparty":"c1","more":[1]}
        """;
}
