namespace DaprShop.Orders.Domain;

/// <summary>
/// Where an order stands. In some states something is under way, and the order knows what (<see cref="OrderWork"/>); in the
/// others it waits for its customer, or is final.
/// </summary>
public enum OrderState
{
    /// <summary>Stored; to be entered in the customer's list.</summary>
    Placed,

    /// <summary>Listed; stock is to be reserved.</summary>
    Reserving,

    /// <summary>The stock did not suffice; what was reserved is to be released.</summary>
    Rejecting,

    /// <summary>Final: the stock did not suffice.</summary>
    Rejected,

    /// <summary>All is reserved; waits for payment.</summary>
    AwaitingPayment,

    /// <summary>Changed by the customer; what it needs more is to be reserved.</summary>
    Editing,

    /// <summary>The change is accepted; what it needs less is to be released.</summary>
    ApplyingEdit,

    /// <summary>The stock did not suffice for the change; what was reserved for it is to be released.</summary>
    UndoingEdit,

    /// <summary>The card is being asked to hold the money.</summary>
    Paying,

    /// <summary>The attempt to pay is to be given up; then it waits for payment again.</summary>
    Voiding,

    /// <summary>The card holds the money; the reserved stock is to be sold.</summary>
    Committing,

    /// <summary>The stock is sold; the money is to be taken.</summary>
    Capturing,

    /// <summary>The reservation was gone; what the card holds is to be let go, then it is cancelled.</summary>
    Withdrawing,

    /// <summary>Charged and sold; waits for the goods to arrive.</summary>
    Paid,

    /// <summary>Cancelled after the charge; the money is to be given back.</summary>
    Refunding,

    /// <summary>Cancelled; the stock is to be released.</summary>
    Cancelling,

    /// <summary>Final: cancelled.</summary>
    Cancelled,

    /// <summary>Final: received.</summary>
    Completed,

    /// <summary>Deleted; to be taken off the customer's list.</summary>
    Deleting,

    /// <summary>Gone. The key stays, so that nobody who comes late can write the order anew.</summary>
    Deleted,
}

/// <summary>The states as customers see them.</summary>
public enum OrderStatus
{
    Submitted,
    AwaitingPayment,
    Rejected,
    Paid,
    Completed,
    Cancelled,
}

/// <summary>What is to be done for an order next. Doing it twice does no harm.</summary>
public enum OrderWork
{
    /// <summary>Nothing; it is the customer's turn, or nobody's.</summary>
    None,

    /// <summary>Enter it in the customer's list.</summary>
    List,

    /// <summary>Reserve the stock for what it holds, or is to hold.</summary>
    Reserve,

    /// <summary>Let its reservations shrink to what it holds now. They only shrink, so this cannot be refused.</summary>
    Shrink,

    /// <summary>Release all its stock.</summary>
    Release,

    /// <summary>Have its money held on a card.</summary>
    Authorise,

    /// <summary>Let go of what the card holds, or is about to.</summary>
    Void,

    /// <summary>Sell its reserved stock.</summary>
    Commit,

    /// <summary>Take the money.</summary>
    Capture,

    /// <summary>Give the money back.</summary>
    Refund,

    /// <summary>Take it off the customer's list.</summary>
    Unlist,
}
