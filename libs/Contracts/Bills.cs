namespace Platform.Contracts;

/// <summary>What one meter costs.</summary>
/// <param name="Meter">What was used.</param>
/// <param name="Quantity">How much was used.</param>
/// <param name="Included">How much of that the monthly fee covers.</param>
/// <param name="Amount">What the rest costs, rounded half to even to the currency's decimals.</param>
public sealed record CostLine(UsageMeter Meter, long Quantity, long Included, decimal Amount);

/// <summary>What a month's usage costs. The total is the sum of the fee and the rounded lines, so a bill adds up.</summary>
/// <param name="Fee">The plan's monthly fee.</param>
/// <param name="Lines">One per meter of the plan, those without usage too.</param>
/// <param name="Total">All of it.</param>
public sealed record CostStatement(decimal Fee, IReadOnlyList<CostLine> Lines, decimal Total);

/// <summary>What the running month costs a tenant.</summary>
public sealed record CostReport
{
    /// <summary>The month, UTC, e.g. <c>2026-01</c>.</summary>
    public required string Month { get; init; }

    /// <summary>The plan in the price book; <c>standard</c> when it has none of the tenant's plan's name.</summary>
    public required string Plan { get; init; }

    /// <summary>ISO 4217 code of all amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>Up to when, UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>What was used so far, with the whole monthly fee.</summary>
    public required CostStatement MonthToDate { get; init; }

    /// <summary>The whole month, if it goes on as the mean of its days so far; the first day counts as whole before it is over.</summary>
    public required CostStatement Forecast { get; init; }

    /// <summary>What the tenant wants to spend in a month at most; null for no budget.</summary>
    public decimal? Budget { get; init; }
}

/// <summary>A bill of one month. Once the month is closed it never changes.</summary>
public sealed record Invoice
{
    /// <summary><c>invoice-{tenant}-{month}</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Who pays.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The month, UTC, e.g. <c>2026-01</c>.</summary>
    public required string Month { get; init; }

    /// <summary>The plan in the price book.</summary>
    public required string Plan { get; init; }

    /// <summary>ISO 4217 code of all amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>A hash of the price book's text.</summary>
    public required string PriceBook { get; init; }

    /// <summary>When the month was closed, UTC; null in a preview.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>What is to be paid.</summary>
    public required CostStatement Cost { get; init; }
}

/// <summary>A tenant's invoices, the latest month first, at most 120.</summary>
/// <param name="Items">The invoices.</param>
public sealed record InvoiceList(IReadOnlyList<Invoice> Items);

/// <summary>What a tenant wants to spend in a month at most.</summary>
/// <param name="Monthly">More than 0, in the currency of the plan; null for no budget.</param>
public sealed record BudgetSetting(decimal? Monthly);

/// <summary>A tenant's month reached a part of its budget. Topic <c>budget-alerts</c>, once per month and part.</summary>
public sealed record BudgetAlert
{
    /// <summary>The month, UTC, e.g. <c>2026-01</c>.</summary>
    public required string Month { get; init; }

    /// <summary>The part that was reached: 80 or 100.</summary>
    public required int Percent { get; init; }

    /// <summary>What the month costs so far.</summary>
    public required decimal Spent { get; init; }

    /// <summary>The budget.</summary>
    public required decimal Budget { get; init; }

    /// <summary>ISO 4217 code of both.</summary>
    public required string Currency { get; init; }

    /// <summary>When it was reached, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
