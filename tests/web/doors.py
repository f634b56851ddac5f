"""Every route of the server and the right that it asks for, None where it is open to all."""

from truceline.model.people import Right

EXPECTED = {
    None: """
        GET /
        GET /brief
        GET /compliance
        GET /entry
        GET /review
        GET /situation
        GET /sw.js
        GET /api/session
        POST /api/session
        POST /api/session/key
        GET /base/{file:str}
        GET /base/{policy:str}/{file:str}
        GET /names/{policy:str}/{file:str}
        GET /words/{file:str}
        GET /fonts/{file_path:path}
        HEAD /fonts/{file_path:path}
        GET /static/{file_path:path}
        HEAD /static/{file_path:path}
    """,
    Right.READ: """
        GET /api
        GET /api/openapi.json
        GET /api/{path:str}
        GET /api/bench
        POST /api/bench/edit
        POST /api/bench/judge
        GET /api/brief/draft
        GET /api/brief/levels
        GET /api/briefs
        GET /api/compliance
        GET /api/compliance/findings
        GET /api/compliance/findings/{incident:str}
        GET /api/events
        GET /api/export/csv
        GET /api/export/geojson
        GET /api/export/hxl
        GET /api/mission
        GET /api/names
        DELETE /api/session
        PUT /api/session/language
        GET /api/situation
        GET /api/situation/card
        GET /api/situation/coverage
        GET /api/situation/edges
        GET /api/situation/ground
        GET /api/situation/incident
        GET /api/situation/spots
        GET /api/situation/rows
        GET /api/situation/sources
        GET /api/situation/tray
        GET /basemap/{z:int}/{x:int}/{y:int}
        GET /brief/draft/{release:str}
        GET /brief/published/{release:str}/{as_of:str}/{name:str}
        GET /ogc
        GET /ogc/api
        GET /ogc/collections
        GET /ogc/collections/{name:str}
        GET /ogc/collections/{name:str}/items
        GET /ogc/collections/{name:str}/items/{fid:str}
        GET /ogc/collections/{name:str}/queryables
        GET /ogc/conformance
        GET /tiles/incidents/{z:int}/{x:int}/{name:str}
    """,
    Right.WRITE: """
        PUT /api/documents
        GET /api/entry
        GET /api/log/check
        POST /api/replies
        POST /api/sightings
        PUT /api/tables
        POST /api/tables/preview
    """,
    Right.REVIEW: """
        POST /api/review/approvals
        GET /api/review/choices
        GET /api/review/compare
        GET /api/review/incident
        GET /api/review/judgements
        POST /api/review/judgements
        GET /api/review/pending
        GET /api/review/pending/changes
        GET /api/review/places
        PUT /api/review/presence
        POST /api/review/preview
        GET /api/review/queue
        GET /api/review/similar
    """,
    Right.RELEASE: """
        POST /api/brief/publications
        POST /api/brief/signatures
    """,
}
WANTED = {
    line.strip(): right for right, text in EXPECTED.items() for line in text.split("\n")[1:-1]
}
