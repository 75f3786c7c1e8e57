"""Showing the product: the demo, integrations, security, competitors, objections."""

from __future__ import annotations

SCRIPT = """
== demo | Product Demo
> {rep} showed the exceptions page of {product}.
R: Let me share my screen. Can you see the overview?
B: I see it.
R: This is what a planner sees in the morning. Out of {skus} items, {product} shows only those that
 need a decision. Today that's twenty three.
B: And the rest?
R: The rest runs by itself. You can look at every one of them, but you don't have to.
B: [That's already different from what we do|My team would like that|Okay, that's interesting].

> {se} explained how the forecast of an item comes about.
S: I'll click on one item here. On the left you see the history, on the right the forecast, and
 underneath why. Season, trend, promotion, price.
B: Can my planners override it?
S: Yes, any number, with a comment. And next month the system tells you whether the override made
 it better or worse.
B: Some of them won't like that second part.
S: We hear that. It can be switched off by team.

> {rep} showed scenarios side by side.
R: Say a container is three weeks late. I copy the plan, move the date, and here are both versions
 side by side.
B: So I see what it does to the service level?
R: Service level, stock value and cash. Finance tends to love this page.
C: Could I send a scenario to somebody who has no licence?
R: Yes, as a link that they can read but not change.

> {rep} showed how promotions are planned.
R: Promotions live in this calendar. Marketing enters them, and the forecast picks them up.
B: What if they enter them too late?
R: Then you get an exception that says so, with the name of the person.
B: Oh, I like that very much.

> {se} showed the mobile view for the warehouse.
S: One more thing that people forget to ask for. This is the same plan on a phone, for the
 warehouse.
C: Does it work offline? Our reception in {city} is terrible.
S: It keeps the last day on the device and syncs when it's back.
C: Good enough.

> {buyer} asked how {product} treats new items without history.
B: How do you forecast something that has no history? We launch new {goods} every season.
R: You pick two or three items that are alike, and {product} borrows their curve. After four weeks
 it switches to the real sales.
B: And if nothing is alike?
R: Then it's a guess, and we say that it's a guess.
B: I appreciate the honesty.

== integration | Integrations
> {product} connects to {erp} with a standard connector.
B: How do you get the data out of {erp}?
R: There's a standard connector. It reads orders, stock and item data every night.
B: Every night is enough. Do you write back as well?
R: Purchase proposals, if you want. Most customers start without it and switch it on after a month.
B: Who maintains the connector when {erp} changes?
R: We do. It's part of the subscription.

> {se} described the API and its limits.
C: Do you have an API? We build a lot ourselves.
S: We do, a plain REST interface with JSON. You can read everything that you see on the screen.
C: What are the limits?
S: Ten requests a second, and there's a bulk export for the large tables.
C: That's generous. The last vendor gave us three.

> Pipeline data from {crm} improves the forecast.
R: You mentioned {crm}. We can read the open opportunities and weigh them by stage.
B: Even if half of them are wishful thinking?
R: {product} learns how much each sales team exaggerates. It's a bit cruel, but it works.
B: Please don't show that to our head of sales.

> Single sign-on works with the identity provider of {company}.
C: What about single sign-on? We can't have another password.
R: Single sign-on is included, and users are created automatically when they first log in.
C: And when somebody leaves?
R: You remove them on your side, and they're locked out here within minutes.

== security | Security
> {us} has a SOC 2 report and will share it under NDA.
C: From the security side, do you have a SOC 2 report?
R: We do, type two, renewed every year. I can share it as soon as we have an NDA in place.
C: And penetration tests?
R: Twice a year by an outside firm. You get the summary, with the findings and when they were fixed.

> {company} data is encrypted and stays in the region.
B: Where is our data stored?
R: In the region you choose. For {company} I'd expect that to be the one next to {city}.
B: Is it encrypted?
R: Encryption at rest and in transit, and you can bring your own keys on the enterprise plan.
B: Our auditors will ask who can see it.
R: Nobody by default. Support asks you for access, for a limited time, and it's logged.

> {company} sends its security questionnaire.
B: We'll have to do a security review. I'm afraid it's a long questionnaire.
R: How long is long?
B: Two hundred and ten questions.
R: We've seen worse. Send it over, and we'll have it back within five working days.
B: If you manage that you'd be the first.

> GDPR and data deletion were discussed.
C: We sell in Europe, so GDPR matters to us. Do you process personal data at all?
R: Very little. Names and emails of your users, nothing about your customers. There's a standard
 data processing agreement.
C: And if we leave?
R: You get a full export, and thirty days later everything is deleted, backups included.

> The uptime was {uptime} percent over the last year.
B: What was your uptime last year?
R: {uptime} percent. The longest outage was forty minutes, in {month}, and there's a public report.
B: Did you tell customers, or did they find out?
R: We told them within ten minutes. It's on the status page.

== competition | Competition
> {buyer} compared {us} with {competitor}.
B: I'll be direct. {competitor} showed us something very similar last week.
R: They have a good product. Where did you feel the difference?
B: Their reporting looked nicer. Your exceptions page looked more useful.
R: That's about how I would describe it. They start from the report, we start from the decision.
B: And they're cheaper, at least on paper.
R: Ask them about the implementation. With {competitor} that's usually a separate project.

> A former colleague of {buyer} was unhappy with {rival}.
B: A friend of mine uses {rival}. She's not very happy with it.
R: Did she say why?
B: Support. She waits a week for an answer.
R: Ours is in the product, and the median first answer is under an hour. I can show you the numbers.

> {buyer} asked how {us} differs from {competitor}.
C: What do you do that {competitor} doesn't?
S: Three things. You see the reason behind every number, you're live in weeks, and planners can
 change the model without us.
C: {competitor} said the same about the last one.
S: Then let's both show it to you with your data, in the same hour.
C: Now that would be fun.

== objections | Objections
> {buyer} finds it too expensive.
B: To be frank, it looks too expensive for a company of our size.
R: Too expensive compared with what, if I may ask?
B: Compared with doing nothing, which costs nothing.
R: You told me that you wrote off {budget} last year. Is that what nothing costs?
B: Touché.

> {buyer} worries whether planners will use it.
B: My biggest concern is adoption. What if my planners just keep their spreadsheets?
R: Some will, for the first month. What works is to start with two who want it, and let the others
 see them go home earlier.
B: I know exactly which two.
R: Then they should be in the next demo.

> {buyer} has no time for a project now.
B: We don't have the bandwidth for an implementation this quarter.
R: How many hours could you spare, realistically?
B: Four a week. Maybe five.
R: That is about what it takes. Most of the work is on our side until the training.
B: Put that in writing and I'll believe it.

> {buyer} wonders whether {us} is too small.
B: How do I know you're still around in three years?
R: Fair question. We have four hundred customers, we're profitable since last year, and the
 contract has an exit clause with a full export.
B: I'd like to see that clause.
R: It's on page six. I'll mark it for you.
"""
