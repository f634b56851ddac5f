"""A small mission with a plan, written into a folder: two sectors of a line of some 40 km."""

from pathlib import Path

FILES = {
    "mission.yaml": """
name: small-plan
title: A small plan
timezone: "+02:00"
mandate: {role: verify, max_attribution: origin_area, territory: [NOR, SUD], sign_off: head, verifiers: [head]}
parties:
  NOR: {name: Nordia}
  SUD: {name: Sudia}
datasets:
  notes: {files: [documents/*.txt]}
agreement: agreement.yaml
sites: sites.csv
line: {file: line.geojson, as_of: 2031-04-01, left: NOR, right: SUD}
""",
    "documents/note.txt": "A note.\n\nNORTOWN, 2 April 2031. Nothing was agreed.\n",
    "line.geojson": """{"type": "Feature", "properties": {}, "geometry": {"type": "LineString",
 "coordinates": [[25.0, 61.0], [25.3, 61.05], [25.7, 61.0]]}}
""",
    "agreement.yaml": """
title: Small terms
parties: [NOR, SUD]
common_text: null
binds: [NOR, SUD]
in_force: {from: 2031-05-01T00:00:00+02:00, until: 2031-12-01T00:00:00+02:00}
standard: {breach: corroborated}
zones:
  band: {from_line: [-5 km, 5 km]}
terms:
  - {id: no_fire, clause: prohibited_acts, text: No fire., acts: [fire/*], zone: band}
  - {id: consult, clause: breach_exit, text: Consultation first., response: consultation}
readings:
  NOR: {declared_exit: null}
  SUD: {declared_exit: null}
""",
    "sites.csv": """id,name,category,lat,lon,country,status,url,aliases,note
dam-canary,Canary Dam,energy/hydro_dam,61.03,25.30,,operating,https://example.org/dam,,
far,Far Plant,energy/power_plant,62.5,25.3,,operating,https://example.org/far,,
""",
    "plan.yaml": """
months: {from: 2031-05-01, until: 2031-08-01}
host: NOR
consent: [both, host_only]
zone: band
sectors:
  - {id: W, name: West, until_km: 20}
  - {id: E, name: East}
options:
  - {id: watchers, name: Watchers, concept: monitor, strength: 300, source: "Gazette, 3 April 2031"}
  - {id: guards, name: Guards, concept: protect_sites, strength: [500, 900], source: "Gazette, 4 April 2031",
     watch: {budget: 1, crew: 30, kinds: [camera], note: cameras at sites canary-note}}
backstop:
  - {provider: Sylvania, condition: after a vote, delay_days: 14, agreed: no, capabilities: {airlift: 2}}
combat_zone: [W]
ground: {W: NOR, E: SUD}
siting: {spacing_km: 10, budget: 4, crew: 60, per_site: 2, kinds: [observation_post, camera, acoustic_array]}
simulation: {days: 10, replicas: 4, seed: 3, analysts: 2, rates: {fire/artillery: 4, fire/small_arms: 6}}
assets: assets.csv
pledges: pledges.csv
requirements: requirements.csv
scenario: scenario.yaml
""",
    "scenario.yaml": """
teams:
  - {sector: W, count: 1, speed_kmh: 40, ready_h: 0.5}
  - {sector: E, count: 1, speed_kmh: 40, ready_h: 0.5}
""",
    "assets.csv": """asset_id,kind,contributor,lat,lon,route,rounds_per_day,hours,territory,options,sector
post-canary,observation_post,Arcadia,61.02,25.12,,,,,,W
patrol-1,vehicle_patrol,Arcadia,,,61.05 25.35; 61.02 25.60,3,06:00-20:00,,watchers,E
""",
    "pledges.csv": """pledge_id,contributor,capability,quantity,unit,from,to,status,territory,caveats,depends_on,releases,source
arc-observers,Arcadia,observers,60,personnel,2031-05-01,2031-08-01,firm,NOR;SUD,,,,"Gazette, 5 April 2031"
arc-guards,Arcadia,infantry_battalion,200,personnel,2031-05-01,2031-08-01,offered,NOR,no_combat_zone,,,"Gazette, 5 April 2031"
bor-airlift,Borduria,airlift,1,aircraft,2031-06-01,2031-08-01,indicated,,,backstop:airlift,,"Gazette, 6 April 2031"
""",
    "requirements.csv": """line_id,capability,quantity,unit,from,to,priority,sector,note
w-observers,observers,40,personnel,2031-05-01,2031-08-01,2,W,assumption
e-observers,observers,40,personnel,2031-05-01,2031-08-01,2,E,assumption
w-guards,infantry_battalion,100,personnel,2031-05-01,2031-08-01,1,W,assumption
e-guards,infantry_battalion,100,personnel,2031-05-01,2031-08-01,1,E,assumption
lift,airlift,2,aircraft,2031-05-01,2031-08-01,40,,assumption
""",
}


def write(folder: Path) -> Path:
    """The mission's files."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    return folder
