"""How meetings open and close."""

from __future__ import annotations

SCRIPT = """
== hello | Call Setup
> {rep} and {buyer} greeted each other and checked that everybody could hear.
R: Hi {buyer}, it's {rep} from {us}. Can you hear me okay?
B: Hi {rep}. Yes, loud and clear.
R: [Great|Perfect|Wonderful]. I'm just waiting for my screen to load. You should see my camera
 in a second.
B: No rush at all.

> {rep} told {buyer} that the call is recorded.
R: Good [morning|afternoon], {buyer}. How are you doing today?
B: I'm doing well, thanks, {rep}. [Busy week|Long week|Quiet week, for once]. How about you?
R: Can't complain. Before we get going, this call is being recorded so that I don't have to
 type all the way through. Is that all right with you?
B: Sure, that's fine. Could you send me the recording afterwards?
R: Of course, I'll drop you the link.

> {buyer} was late because an earlier meeting ran over.
B: Hello, sorry I'm late. My last meeting ran over.
R: Hi {buyer}, don't worry about it. I only joined a minute ago myself.
B: Is it just the two of us, or are we waiting for somebody?
R: I think we have everybody who accepted. Let's get started.

> There were audio problems in the first minute.
R: Hello {buyer}? I see you, but I can't hear you yet.
B: Sorry, I was on mute. Is that better, {rep}?
R: Much better. It wouldn't be a video call without that, would it?
B: Third time today, honestly.

== team | Call Setup
> {rep} and {buyer} met, with nobody from outside.
R: Hey {buyer}, how's it going?
B: Hi {rep}. Good, just came out of a customer call.
R: Do you need two minutes, or shall we start?
B: Let's start. I have the numbers open.

> {rep} recorded the team's own meeting.
R: Hi {buyer}. I'm recording this one as well, so that we can check what we promised each other.
B: Fine with me. I'll try to promise less than last time.

> {buyer} joined from the train.
B: Hi {rep}, can you hear me? I'm on the train, so I may drop off.
R: I hear you well. If we lose you I'll write it down.
B: Perfect. Go ahead.

== teamend | Wrap-up
> They agreed to talk again on {day}.
R: Okay, that's all from me. Same time on {day}?
B: {day} works. Thanks, {rep}.
R: Thanks, {buyer}. Good luck with {company}.

> {rep} will write down what was decided.
R: I'll write down what we decided and send it around.
B: Thank you. Talk later.
R: Bye.

== introductions | Introductions
> {se} from {us} and {champ} from {company} introduced themselves.
R: I've brought {se} along today. {se}, do you want to say a word about yourself?
S: Happy to. Hi everyone, I'm {se}, {se_title} here at {us}. I've been working with planning
 teams for about [six|eight|ten] years.
B: Nice to meet you, {se}. On our side we have {champ} on the line too.
C: Hi all, {champ} here. I'm the one who'll be living in this tool if we buy it.
S: Then you're the most important person on this call.

> {se} introduced themselves as {se_title}.
R: {buyer}, I don't think you've met {se} yet.
S: Hi {buyer}. I'm {se}, the {se_title} on {rep}'s team. I'll mostly be listening, but interrupt
 me whenever it gets technical.
B: Great to have you here, {se}.

> {champ} joined for {company}, next to {buyer}.
B: {rep}, before we start, this is {champ}. We share the planning for {goods}.
C: Hi {rep}. {buyer} told me a lot about last week's conversation.
R: Good things, I hope. Thanks for making the time, {champ}.
C: Mostly good things.

> {buyer} works as {buyer_title} at {company}.
R: Would you mind telling me a little about your role, {buyer}?
B: Sure. I'm {buyer_title} here at {company}. I've been with the company for [two|four|nine]
 years, the last one in this seat.
R: And who else works on planning with you?
B: A team of [three|five|seven]. Plus whoever in finance has an opinion that week.

== smalltalk | Small Talk
> They talked about the weather in {city}.
R: Where are you calling from today?
B: I'm in {city}. [It's pouring here|It's finally sunny here|We had snow this morning], so I'm
 glad to be indoors.
R: I was in {city} for a trade show two years ago. Lovely place, terrible parking.
B: That hasn't changed, believe me.

> They talked about the weekend.
R: Did you get up to anything nice over the weekend?
B: We took the kids to the lake. Nobody fell in, so I'd call it a success.
R: That's a high bar. Mine was mostly laundry and football.
B: Sounds relaxing as well.

> {buyer} is just back from holiday.
B: I'm just back from two weeks off, so forgive me if I'm slow today.
R: Welcome back! Where did you go?
B: We drove down the coast. I have four hundred unread emails to show for it.
R: I'll try not to add to the pile.

== agenda | Agenda
> {rep} proposed an agenda and {buyer} agreed.
R: I have us down for half an hour. Is that still good for you, {buyer}?
B: It is. I have a hard stop at the end, though.
R: Noted. I'd like to hear what changed since we last spoke, then go through your questions, and
 leave five minutes for next steps. Anything you'd add?
B: No, that covers it.

> {buyer} asked to put pricing on the agenda.
R: Here's what I had in mind for today. First your situation, then a short look at {product}, and
 at the end we agree on next steps. Does that work?
B: It does. If we could touch on pricing as well, that would help me. {boss} will ask.
R: Absolutely, let's do that before we run out of time.

> They agreed to skip the slides.
R: I have slides, but I'd rather have a conversation. What would make this a good use of your time?
B: Honestly, no slides would already be great. I want to know whether this works with {erp}.
R: Then let's start right there.

== nextsteps | Next Steps
> {rep} will send a recap and a calendar invite for {day} at {time}.
R: Let's talk about next steps. What would you need from me to move this forward?
B: A written summary I can forward to {boss}. Two pages at most.
R: I'll send the recap today. And shall we meet again on {day}, say at {time}?
B: {day} at {time} works. Send me a calendar invite and I'll add the others.
R: Will do.

> {buyer} will bring {boss} to the next call on {day}.
R: Who else should see this before you decide?
B: {boss}, definitely. Nothing above fifty thousand gets approved without {boss}.
R: Would it make sense to have {boss} on the next call?
B: Yes. Let me check calendars, but {day} looks open after {time}.
R: I'll hold {day} on my side and follow up tomorrow morning.

> They agreed on a follow up in {weeks} weeks.
B: I need to take this back to the team. Can we follow up in {weeks} weeks?
R: Of course. So that it doesn't slip, may I put something on the calendar now? We can always
 move it.
B: Sure, put it on {day}. If it has to move I'll tell you.
R: Perfect. Until then I'll send you the case study and the security paper.

> {champ} will collect sample data for a trial by {day}.
R: For the trial we would need about two years of order history. Who could pull that?
C: I can. It's an export out of {erp}. By {day}, if nobody is sick.
R: That would be fantastic, {champ}. A plain file is good enough.
B: And we'd see our own numbers in {product} after that?
R: Your own numbers, usually within three working days.

== goodbye | Wrap-up
> They thanked each other and ended the call.
R: [Great|Excellent], I think we have a plan. Thank you so much for your time, {buyer}.
B: Thank you, {rep}. Talk to you on {day}.
R: Have a good rest of the day. Bye now.
B: Bye.

> {buyer} asked for the slides and said goodbye.
R: Any last question before I let you go?
B: No, I think that's it. Just send over the deck when you get a chance.
R: I will. Thanks again, {buyer}, and say hello to the team.
B: I will. Take care, {rep}.

> The call ended a few minutes early.
B: I have to jump to another call. This was helpful, though.
R: Glad to hear that. I'll give you a few minutes back. Thanks, everybody.
B: Thanks, {rep}. Bye bye.

== asides | Asides
R: Let me know if I'm going too fast.

R: We see the same with most companies of your size.

R: I'm writing that down, because it matters for later.

R: Of course every company is a little different there.

R: We learned that the hard way with our first customers.

R: That's something I can show you in more detail another time.

B: At least that's how it is at {company}.

B: It has been like that since I joined.

B: That's what I keep telling {boss}, by the way.

B: With {goods} you don't get a second chance at the season.

B: Maybe it's different elsewhere, I don't know.

B: We have {sites} sites, so small things add up quickly.

B: Sorry, somebody just walked into my office. Go on.
"""
