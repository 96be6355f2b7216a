"""The law page, referral contacts, the rule tester, and the recalculation of deadlines."""

from intake.web.desk.law import bench, law, places, recall, worksheet

BLUEPRINTS = (
    bench.blueprint,
    law.blueprint,
    places.blueprint,
    recall.blueprint,
    worksheet.blueprint,
)
