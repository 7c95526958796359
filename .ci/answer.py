"""answer.py EVENT OUTPUT: is what `sam local invoke` printed a good answer to the event? Its exit code does not tell."""
import json
import re
import sys


def wrong(event, text):
    if not text.strip():
        return "no answer: the function did not end in time"
    answer = json.loads(text)
    if not isinstance(answer, dict):
        return None
    if "errorMessage" in answer:
        return "the function failed: %s" % answer["errorMessage"]
    if answer.get("batchItemFailures"):
        return "records failed: %s" % answer["batchItemFailures"]
    status = answer.get("statusCode")
    wanted = re.search(r"-(\d{3})\.json$", event)
    if wanted and status != int(wanted[1]):
        return "status %s, want %s" % (status, wanted[1])
    if not wanted and status is not None and not 200 <= status < 400:
        return "status %s, want 2xx or 3xx" % status
    return None


event, output = sys.argv[1:]
text = open(output, encoding="utf-8").read()
why = wrong(event, text)
shown = re.sub(r"\s+", " ", text)
print("  %-48s %s" % (event, shown if len(shown) < 160 else shown[:160] + "…"))
sys.exit(why and "%s: %s" % (event, why))
