"""Short calls by telephone: prospecting, a quick answer, a voicemail."""

from __future__ import annotations

SCRIPT = """
== ring | Call Setup
> {rep} called {buyer} out of the blue.
B: Hello, {buyer} speaking.
R: Hi {buyer}, this is {rep} with {us}. I know I'm calling out of the blue. Do you have half a
 minute for why I called?
B: Half a minute, go ahead.

> {rep} reached {buyer} between two meetings.
R: Hello, is this {buyer}?
B: It is. Who's calling?
R: {rep} from {us}. You downloaded our paper on {goods} planning last week, so I thought I'd
 rather call than send you another email.
B: Okay. I have two minutes before my next meeting.

> {buyer} picked up and remembered {us}.
B: {company}, this is {buyer}.
R: Hi {buyer}, {rep} from {us}. We met at the trade show in {city}, next to the coffee machine.
B: Oh yes, I remember the coffee. What can I do for you?

== pitch | Prospecting
> {company} still plans with spreadsheets.
R: We help people who plan {goods} to stop merging spreadsheets. How do you do it at {company}?
B: With spreadsheets, as you would expect.
R: How much time goes into that?
B: Too much. {hours} hours a week, maybe.
R: If I could show you how others got that down to one, would that be worth twenty minutes?
B: It might be.

> {buyer} is happy with {competitor}.
R: May I ask what you use for planning today?
B: We use {competitor}. It does the job.
R: What would it have to do better?
B: The integration with {erp}. We still upload files.
R: That's exactly what I'd like to show you.
B: Send me something in writing first.

> {buyer} decides together with {boss}.
R: Are you the one who looks after demand planning at {company}?
B: I am, together with {boss}. I do the work, and somebody else signs off.
R: That sounds familiar. Would you look at something first, on your own?
B: If it's short, yes.

> It is not a priority for {company} this year.
R: Is planning on your list for this year at all?
B: Honestly, it's not a priority. We're busy with a new warehouse in {city}.
R: When does it open?
B: In {month}.
R: A new site is when the forecast usually breaks. Shall I call you in {month}?
B: Call me after the opening, not before.

> {buyer} has a planning project starting in {quarter}.
R: What's top of mind for you this year?
B: Funny that you call. We have a planning project starting in {quarter}.
R: Who's leading it?
B: I am, with somebody from finance. There's a budget of {budget}, roughly.
R: Then I'd love to show you what we do before you write the requirements.

> The timing was bad, but {buyer} will read an email.
R: I'll be quick. Three other {industry} companies cut their stock by {pct2} percent with us.
B: Which ones?
R: I can't name all of them on the phone, but I'll send you two stories you can check.
B: Do that. I read my email on the train.

== qualify | Qualification
> {company} has {sites} sites and {skus} items.
R: Just so I understand the size, how many sites do you have?
B: {sites} at the moment, and about {skus} items.
R: That's right in the middle of the companies we work with.

> The planning team of {company} is small.
R: How many people work on the plan?
B: [Two|Three|Four], and me when somebody is ill.
R: And are they all in {city}?
B: Most of them. One works from home, somewhere with better weather.

> {buyer} wants to know whether {us} works with {erp}.
B: Do you work with {erp}? Otherwise we can stop here.
R: We do, there's a standard connector.
B: All right. That's the first vendor this month who says so without a pause.

> {buyer} asked about the price.
B: What does it cost, roughly?
R: {unit} per user per month, and viewers are free.
B: Okay. That's not too expensive to have a look.

> {buyer} gets many calls of this kind.
B: You're the third vendor who calls me this week, you know.
R: I believe you. What did the others forget to ask?
B: Whether I have time.
R: Do you?
B: A minute more.

== book | Next Steps
> A meeting was booked for {day} at {time}.
R: Would {day} at {time} work for a proper look?
B: Let me see. Yes, {day} at {time} is free.
R: I'll send you a calendar invite. Anyone else I should include?
B: Put {champ_or_team} on it.
R: Great. Talk to you on {day}, {buyer}.
B: Bye.

> {rep} will send an email and follow up on {day}.
R: I'll send you a short email, and follow up on {day}. Is that fair?
B: That's fair. Keep it short.
R: Five lines. Thanks for picking up, {buyer}.
B: Bye now.

> {buyer} had to hang up.
B: Listen, I have to run.
R: No problem. I'll try you again on {day}.
B: Okay. Bye.

== quick | Call Setup
> {buyer} and {rep} connected for a quick question.
B: Hi {rep}, it's {buyer} from {company}. Do you have a second?
R: For you, always. What's up?
B: A quick question before my meeting with {boss}.

> {rep} called {buyer} back.
R: Hi {buyer}, {rep} here. I saw that you called.
B: Thanks for calling back so fast. I was going through the quote.
R: Fire away.

== voicemail | Voicemail
> {rep} left a voicemail for {buyer}.
R: Hi {buyer}, this is {rep} from {us}. I'm calling because other {industry} companies told us that
 planning {goods} takes them {hours} hours a week. I'd love to hear whether that's the same at
 {company}. I'll send you an email as well. Have a great day.

> {rep} left a voicemail about the quote.
R: Hello {buyer}, {rep} with {us}. I'm following up on the quote for {seats} seats that I sent on
 {day}. Nothing urgent, just call me back when you have a minute. Thanks, and talk soon.

> {rep} tried {buyer} again.
R: Hey {buyer}, it's {rep} from {us} again. Sorry that we keep missing each other. I'm free on {day}
 around {time}, so give me a ring if that suits you. Bye.
"""
