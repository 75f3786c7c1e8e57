"""Money and paper: pricing, negotiation, legal."""

from __future__ import annotations

SCRIPT = """
== pricing | Pricing
> {seats} seats cost {unit} each a month, {annual} a year.
B: So what does the pricing look like for {seats} seats?
R: For {seats} seats it's {unit} per user per month. That makes {annual} a year, billed annually.
B: Does that include support?
R: Support, updates and the connectors. The only extra is the implementation, once.
B: And how much is that?
R: For a company like yours, a fixed price of eighteen thousand.

> {buyer} asked whether viewers need a licence.
B: Do people who only look at reports need a licence?
R: No, viewers are free. You only pay for people who change the plan.
B: Then {seats} seats may be too many.
R: It may. Let's count them together before I write the quote.

> A multi-year contract brings {discount} percent.
B: Is there a discount if we sign for longer?
R: For three years it's {discount} percent, and the price is fixed for the whole time.
B: What about two?
R: About half of that. Most customers of your size take three with an exit after the first.
B: Let me play with the numbers.

> The price rises with users, not with items or sites.
C: What drives the price up? Items, sites, data?
R: Only users. You can double your {skus} items and pay the same.
C: Good. We were punished for growing before.
R: By {competitor}?
C: I'd rather not say. Yes.

> {buyer} needs the total for three years.
B: {boss} will want to see the total cost over three years.
R: I'll put it on one page. Licences, implementation, and what your own people spend.
B: Include the price after year three, please. That's where they usually get us.
R: It's capped at three percent a year. I'll write that down as well.

== negotiation | Negotiation
> {buyer} asked for {discount} percent off.
B: We like it, you know that. But we need to get closer to {budget}.
R: You're at {annual} now. What would have to be true for you to sign this month?
B: Take {discount} percent off and I can get it through this week.
R: I can't do that on a one-year contract. On three years I can go and ask.
B: Then ask, please.

> {rep} offered free implementation in return for a reference.
R: I can't move much on the price, but I could include the implementation if you'd be a reference
 for us.
B: What does being a reference mean in practice?
R: Two calls a year, half an hour each, and your logo on the website.
B: The logo needs approval from marketing. The calls I can promise.

> Payment in quarters was agreed in principle.
B: Could we pay by quarter? Annual up front is hard for us in {quarter}.
R: We can do that for a small surcharge.
B: How small is small?
R: Two percent. And if you go annual later, it goes away.
B: All right. Put both versions into the quote.

> {competitor} undercuts the offer.
B: {competitor} came back with an offer that's {pct2} percent below yours.
R: Is that for the same scope?
B: They say it is. I have not read the small print.
R: Let's go through it line by line. If it really is the same, I'll talk to my manager.
S: One thing to check is the connector to {erp}. With them it's usually a partner who bills you
 by the day.
B: That's a good point. I'll look.

> Fewer seats to begin with were discussed.
R: What if we start smaller? Half the seats now, the others when you open the next site.
B: At the same price per seat?
R: At the same price, for twelve months.
B: That I can sell internally.

== legal | Contract and Legal
> The redlines of {company} are due on {day}.
R: Where are we with the contract?
B: Our legal team has it. They'll have redlines, they always do.
R: When can we expect them?
B: By {day}, they told me. Mostly liability, I'd guess.
R: Liability is usually quick. If it helps, our counsel can join a call with yours.

> Liability and termination are the open points.
C: There are two points from my side. The liability cap is too low, and we need termination for
 convenience.
R: On the cap we have some room, up to twice the annual fee. Termination is harder.
C: What about after the first year?
R: After the first year with ninety days notice. I think I can get that approved.
C: Then we're close.

> {company} wants to use its own paper.
B: Procurement asks whether we can use our own contract.
R: We can, but it adds three weeks or so. With our paper and your redlines we'd be done faster.
B: I'll tell them. They won't be happy, but they like being done.

> Signing is planned for the end of {month}.
R: Who signs on your side, {buyer}?
B: {boss}, electronically. Give it a day or two.
R: And the purchase order?
B: Comes automatically once it's approved. I'll push it through before the end of {month}.
R: Thank you. Then I can reserve the implementation team for you.
"""
