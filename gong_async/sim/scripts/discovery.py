"""Finding out what hurts, who decides, and by when."""

from __future__ import annotations

SCRIPT = """
== today | Current State
> {company} plans {skus} items at {sites} sites in spreadsheets.
R: Could you walk me through how you plan {goods} today?
B: It's spreadsheets. We have {skus} items at {sites} sites, and every planner keeps their own
 file. On Monday somebody merges them all by hand.
R: By hand? How long does that take?
B: About {hours} hours a week, if nothing breaks. Something always breaks.
R: And when it breaks, who notices first?
B: Usually a customer, I'm sorry to say.

> The orders of {company} live in {erp}, its opportunities in {crm}.
R: Which systems does the forecast draw on?
B: Orders and stock are in {erp}. The sales pipeline is in {crm}, but nobody in planning looks at
 it, because half of it is wishful thinking.
R: I hear that a lot. So a big deal closes and planning learns about it from the order?
B: Exactly. Last {month} we learned about our biggest order of the year from the warehouse.

> The planning cycle of {company} takes {weeks} weeks.
R: How often do you run the full planning cycle?
B: Once a quarter. It takes us {weeks} weeks, so by the time we're done the numbers are old.
C: And then finance has its own version, which never matches ours.
R: Who wins when they don't match?
B: Whoever talks last in the meeting.

> {company} grew {pct} percent last year and the planning did not keep up.
R: What made you look at this now? You've lived with it for a while.
B: We grew {pct} percent last year and opened {sites} sites. What worked for a small company
 doesn't work any more.
R: Did you add people to the planning team as well?
B: One. {champ_or_team} can't keep up, and I don't want to hire three more just to copy cells.

> {company} tried another tool two years ago and gave up.
R: Have you tried to solve this before?
B: We bought a tool two years ago. The implementation took a year and nobody used it.
R: What went wrong, if I may ask?
B: It was built for data scientists. My planners want to see why a number is what it is.
R: That's a fair test. I'd like you to hold us to it.

== pain | Pain Points
> Forecasts at {company} are off by {pct} percent.
R: How far off is the forecast, typically?
B: By item and month we're off by {pct} percent. On promoted {goods} it's worse.
R: And what does that cost you?
B: We wrote off {budget} of stock last year. And at the same time we ran out of our best sellers.
R: So too much of the wrong thing and too little of the right one.
B: You could print that on our wall.

> Planners at {company} lose {hours} hours a week to merging files.
R: If you could fix one thing tomorrow, what would it be?
B: The manual work. {hours} hours a week of copying and pasting. My best planner is looking for
 another job because of it.
R: I'm sorry to hear that. What would your team do with those hours?
B: Actually plan. Talk to suppliers. Look at exceptions instead of everything.

> {company} missed deliveries to a large customer.
B: In {month} we missed the delivery window of our largest customer. Twice.
R: What happened?
B: The promotion was in the marketing calendar but not in the forecast. We simply did not know.
R: How did they react?
B: There was a penalty, and there was a phone call I don't want to have again.

> {boss} no longer trusts the numbers.
R: How does {boss} look at this?
B: {boss} stopped trusting the numbers. Every meeting starts with half an hour of whose file is
 right.
C: I once brought three printouts with three different totals.
R: So a single version of the truth is worth something on its own.
B: It would be worth a lot.

> Safety stock is set by gut feeling.
R: How do you set safety stock today?
B: Gut feeling. We take last year and add {pct2} percent.
R: For every item the same?
B: For every item the same. I know it's wrong, but for {skus} items I don't have a better way.

== decision | Decision Process
> {boss} signs off, after finance and IT have agreed.
R: How do decisions like this get made at {company}?
B: I make the recommendation. IT has to agree, finance has to agree, and {boss} has to sign off.
R: Is there anyone who could say no even if you say yes?
B: IT could. They've been burned by vendors before.
R: Would it help if we met them early?
B: It would. They don't like surprises.

> {company} also looks at {competitor} and {rival}.
R: May I ask who else you're looking at?
B: We had a first call with {competitor}, and {rival} is on the list because our auditor mentioned
 them.
R: That makes sense. What did you like about {competitor}?
B: The interface. What worried me is that they wanted six months for the rollout.
R: Good to know. I'd suggest you ask each of us for a reference of your size.

> The budget of {budget} is set aside for {quarter}.
R: Is there a budget for this project?
B: There is. We set aside {budget} for {quarter}. If it's more than that I have to go back and ask.
R: Understood. Is that for the licences only, or for everything?
B: For everything in the first year.

> {rep} and {buyer} will build the business case together.
R: What does {boss} need to see in order to approve something like this?
B: A business case. Savings on the left, cost on the right, and no adjectives.
R: Then let's build it together. I have a template that finance people like.
B: That would save me a weekend.

> Procurement gets involved above fifty thousand.
R: What does procurement look like on your side?
B: Above fifty thousand it goes through procurement. They'll want three quotes and they'll want
 your insurance certificates.
R: How long does that usually take?
B: {weeks} weeks if you answer quickly. I've seen it take much longer.

== timeline | Timeline
> {company} wants to go live before {month}.
R: When would you need this up and running?
B: We'd have to go live before {month}. That's when the season starts for {goods}, and nobody
 touches anything after that.
R: Working backwards, that means a decision by the end of {quarter}.
B: That's what I told {boss} as well.

> The project is not a priority before the {erp} upgrade is done.
B: I have to be honest, we're upgrading {erp} right now. Until that is done this is not a priority
 for IT.
R: When will the upgrade be finished?
B: Officially in {month}. I'd add a month to that.
R: Would it be useful to run a small pilot beside it, with a file export? That needs nobody in IT.
B: Maybe. Let me think about who could own that.

> The contract with the present vendor ends in {month}.
B: Our present contract runs out in {month}, and we have to give notice ninety days before.
R: So the real deadline is the notice date.
B: Right. If we miss that we pay for another year of something nobody likes.
R: Then let's put that date in the plan and work back from there.
"""
