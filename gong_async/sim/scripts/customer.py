"""Talking with customers: kick-off, check-in, renewal; and with one's own team."""

from __future__ import annotations

SCRIPT = """
== adoption | Adoption
> {pct} percent of the seats were active last month.
R: Let's look at the usage together. Last month {pct} percent of your seats logged in.
B: That's lower than I thought. Who's missing?
R: The team in {city}, mostly. They had one training session, in {month}.
B: They've had a change of manager. Could you do the training again?
R: Sure. Forty five minutes, and I'd record it for the next newcomer.

> Planners at {company} save {hours} hours a week.
R: What has changed for your team since you started?
B: The Monday merge is gone. That's {hours} hours a week, and nobody misses it.
C: I do miss complaining about it.
R: May I quote you on the hours?
B: Yes, but ask me before you print it.

> The forecast error fell by {pct2} percent.
R: Your forecast error is down by {pct2} percent since the start. Did you expect that?
B: I hoped for it. {boss} did not believe it until I showed the chart twice.
R: Shall we bring it to the next business review?
B: Please do. A good chart never hurts before the budget round.

> Nobody has used the scenarios yet.
R: I noticed nobody has created a scenario yet.
B: Honestly, we forgot that it exists.
R: Would a concrete example help? Take the container that was late in {month}.
B: Yes. If you build one with {champ_or_team}, the others will copy it.

== support | Support
> The slow export is fixed since last week.
B: The export was slow again last {day}. We opened a ticket.
R: I saw it. It was an index on our side, and it's fixed since {day2}. Did you try again?
B: I have not. {champ_or_team} would know.
R: If it takes more than a minute, please write to me directly.

> {champ} asked for a better error message on imports.
C: When an import fails, all I get is a red bar. Which row was it?
R: You're right, that's not good enough. Engineering is working on it.
C: When can we expect something?
R: I don't want to promise a date that I don't control. I'll ask and follow up by {day}.

> A sync with {erp} failed twice.
B: The nightly sync with {erp} failed twice this month, and we learned about it from a planner.
R: You should have had an alert. Who's on the list for those?
B: Probably the person who left in {month}.
S: I'm looking at it now. Yes, the only address on the list is gone. Who should I add?
B: Add me and {champ_or_team}.
S: Done. You'll get a test message in a minute.

== roadmap | Roadmap
> Supplier portals are planned for {quarter}.
B: What's coming next on the roadmap?
R: The big one is the supplier portal, planned for {quarter}. Your suppliers confirm dates
 themselves, and the plan moves with them.
B: Would ours use it?
R: They can do it by email too. It's one click.
B: Then maybe.

> {company} joins the beta of automatic ordering.
R: We're looking for five customers for the beta of automatic ordering. I thought of you.
B: What does it do?
R: It places orders below a limit you set. Say, two thousand dollars.
B: I'd set it at two hundred first. But yes, count us in.

== renewal | Renewal
> The contract of {company} ends in {month}; {buyer} intends to renew.
R: Your contract is up for renewal in {month}. How do you feel about it?
B: We'll renew, I don't think that's the question. The question is at what price.
R: The list price went up, but yours is capped at three percent.
B: Can we keep it flat if we add seats?
R: If you add twenty or more, I think so. How many are you thinking of?
B: {seats} in total.

> {boss} questions the renewal because of {competitor}.
B: I should warn you. {boss} got a call from {competitor} and wants to compare again.
R: Thanks for telling me. What would {boss} need to see?
B: Value in dollars. Usage doesn't impress anybody up there.
R: We measured {budget} less stock in the first year. Shall we put that on one page?
B: Put it on half a page.

> {company} considers to cancel some seats.
B: We're thinking of reducing. Some people never log in, and {boss} wants to cancel what isn't used.
R: How many would that be?
B: Maybe a third.
R: Before you cancel, could we train them once more? If they still don't use it in sixty days, I'll
 take the seats back myself.
B: That's fair.

> A two-year renewal with {discount} percent was proposed.
R: If you renew for two years I can offer {discount} percent.
B: And for one?
R: For one the price stays as it is.
B: Send me both. I'll have an answer by {day}.

== kickoff | Implementation
> The rollout takes {weeks} weeks in three phases.
R: The rollout has three phases. Connect the data, check the forecast, train the team. {weeks} weeks
 in total.
B: When do my planners see something?
R: At the end of the second week, with real numbers.
B: Good. They're sceptical, so the sooner the better.

> {champ} will be the project lead at {company}.
R: Who will lead the project on your side?
B: {champ} will. I'll stay the sponsor, but day to day it's {champ}.
C: I have two days a week for it until {month}.
R: That's plenty. {champ}, I'll send you the checklist today.

> The first data load is due on {day}.
R: We need read access to {erp} by {day}. Is that realistic?
B: The ticket is open. IT says {day2}.
R: Either works, as long as I know. Every day it slips moves the training as well.
B: I'll push them.

> Success is measured by forecast error and hours saved.
R: How will you know in six months that this was worth it?
B: Two numbers. Forecast error down by {pct2} percent, and the Monday merge gone.
R: I'll write both into the success plan, and we look at them every month.
B: Agreed.

== pipeline | Pipeline Review
> {rep} and {buyer} reviewed the deal with {company}.
R: Let's start with {company}. Where are we?
B: Verbal yes. {boss} has the contract, legal is through.
R: What could still go wrong?
B: Timing. If it slips past the end of {month} it's a next quarter deal.
R: What's the amount now?
B: {annual}, after the discount.
R: Keep it in commit, but call them on {day}.

> The deal at risk is losing against {competitor}.
R: Which deal worries you most?
B: The one in {city}. They went quiet after the demo, and I hear {competitor} is in there.
R: Do we have a champion?
B: I thought so. She hasn't answered in two weeks.
R: Go one level up. I'll write to her director today.

> {rep} asked for better next steps in the CRM.
R: I went through your opportunities in {crm} last night. Half of them have no next steps.
B: I know. I have them in my notebook.
R: I can't forecast from your notebook. Please update them by {day}.
B: Will do. Sorry about that.

> {buyer} needs a sales engineer in {city}.
B: I need a sales engineer for {city} on {day}. On site, a whole day.
R: How big is it?
B: {seats} seats to begin with.
R: Then it's worth a flight. I'll sort it out.

> The forecast for {quarter} stands at {pct} percent of target.
R: Adding it up, you're at {pct} percent of your target for {quarter}.
B: With the deals in best case it would be ninety.
R: And if only half of them come?
B: Then I'd need two more like {company}.
R: Let's look at where those could come from.

== coaching | Coaching
> {rep} listened to a call and gave feedback on the pauses.
R: I listened to your call with {company}. Do you want my take?
B: Please. I thought it went well.
R: It did. One thing. After you said the price you kept talking for a whole minute.
B: I was nervous.
R: Next time say the number and count to five. Let them speak first.
B: I'll write that on a sticky note.

> {buyer} practised the opening questions.
R: Let's try the opening again. I'm a planner and I have ten minutes.
B: Okay. What happens on Mondays, when all the files come in?
R: Good, that's concrete. And then?
B: And then I wait. Who fixes it when it breaks?
R: Much better than last week.
"""
