"""The words the company is made of: people, places, customers, competitors."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = _words(
    """
    Aaliyah Adaeze Aiko Alejandro Amara Amelia Andrés Anika Anneke Arjun Astrid Ayşe
    Beatriz Benjamin Bjørn Caleb Camille Carlos Chiara Chloé Chukwuma Daniel Darius
    Deepa Dmitri Eilidh Elena Elif Emeka Emily Erik Esperanza Fatima Felix Fiona
    François Freya Gabriel Giulia Grace Hannah Haruto Henrik Hiroshi Hye-jin Ibrahim
    Ingrid Isabel Jamal Jasmine Javier Jin João José Kaito Karthik Katarzyna Kofi Lars
    Laura Layla Leila Liam Lucía Łukasz Magdalena Malik Marco María Marcus Mateo Mei
    Michael Miguel Min-jun Mohammed Naledi Nadia Nia Nikolai Nina Noah Nuria Olga Olivia
    Omar Paolo Patrick Petra Priya Rachel Rafael Rahul Renée Rosa Ruth Samira Samuel
    Sanjay Sarah Siobhán Sofia Søren Sven Tariq Tatiana Thabo Thomas Tomáš Valentina
    Viktor Vivian Wei Xiomara Yara Yuki Yusuf Zanele Zoë
    """
)

FAMILY = _words(
    """
    Abara Adeyemi Ahmed Almeida Andersen Bauer Becker Bennett Bianchi Björklund Carter
    Castillo Chen Chowdhury Costa D'Angelo Davies Delacroix Díaz Dlamini Dubois Ekström
    Eriksson Fernández Ferrari Fischer Fitzgerald Flores Fofanah Foster Gallagher García
    González Grant Gupta Haddad Hansen Hernández Hoang Hoffmann Hussain Ivanova Iyer
    Jackson Janssen Jensen Johansson Jones Kamara Kapoor Kaya Keller Khan Kim Kobayashi
    Kovács Kowalski Krishnan Kumar Lambert Larsen Laurent Lee Lefèvre Lindqvist Lopez
    Lombardi MacDonald Martin Mbeki McCarthy Mehta Méndez Meyer Mitchell Moreau Moreno
    Morgan Müller Murphy Nakamura Ndiaye Nguyen Nilsson Novák O'Brien O'Connor Okafor
    Okonkwo Oliveira Osman Park Patel Peña Pereira Petrov Popescu Reyes Rivera Romano
    Rossi Saito Santos Schneider Schröder Shah Silva Singh Sithole Sokolov Suzuki Tanaka
    Taylor Thompson Torres Tran Vargas Vasquez Walker Wang Weber Williams Wójcik Yamamoto
    Yılmaz Zhang Zhou Zimmermann
    """
)

SELLERS = (
    ("Lumenary", "Lumenary Plan"),
    ("Foresail", "Foresail One"),
    ("Quantabase", "Quantabase Horizon"),
    ("Brightledger", "Brightledger Flow"),
    ("Tidewise", "Tidewise Forecast"),
    ("Axiomatic", "Axiomatic Plan"),
)

COMPETITORS = _words(
    """
    Planworthy Demandly Stocksight Kinetiq Oraculum Forecastly Anvilplan Supplyve
    Planetary Netstock360 Blueyard Optimyst
    """
)

COMPANY_FIRST = _words(
    """
    Alder Amber Arctic Aspen Atlas Beacon Blackwood Blue Bramble Bridgeport Cascade Cedar
    Cobalt Copper Coral Crescent Delta Dovetail Eastgate Ember Evergreen Fairview Falcon
    Fjord Foxglove Granite Greenfield Harbor Hawthorn Heron Highland Ironbridge Juniper
    Kestrel Lakeshore Lantern Larkspur Maple Meridian Midland Moorland Northern Oakhurst
    Olive Orchard Osprey Pacific Pioneer Prairie Quarry Redwood Ridgeline Riverbend Rowan
    Saffron Sequoia Silver Southport Sterling Summit Sycamore Tidewater Union Vista
    Walnut Westbrook Wildflower Willow Windward
    """
)

INDUSTRIES = (
    ("Logistics", "Transportation", "spare parts"),
    ("Foods", "Food & Beverage", "fresh produce"),
    ("Outdoor", "Retail", "hiking gear"),
    ("Medical", "Healthcare", "surgical kits"),
    ("Footwear", "Apparel", "running shoes"),
    ("Brewing", "Food & Beverage", "craft beers"),
    ("Furniture", "Retail", "flat-pack furniture"),
    ("Automotive", "Manufacturing", "brake assemblies"),
    ("Cosmetics", "Consumer Goods", "skincare lines"),
    ("Electronics", "Manufacturing", "circuit boards"),
    ("Pet Supply", "Consumer Goods", "pet food"),
    ("Tools", "Manufacturing", "power tools"),
    ("Pharma", "Pharmaceuticals", "generics"),
    ("Toys", "Consumer Goods", "board games"),
    ("Solar", "Energy", "solar panels"),
    ("Hardware", "Wholesale", "fasteners"),
    ("Coffee Co.", "Food & Beverage", "roasted coffee"),
    ("Cycles", "Retail", "e-bikes"),
    ("Packaging", "Manufacturing", "corrugated boxes"),
    ("Dairy", "Food & Beverage", "yogurt"),
    ("& Sons", "Wholesale", "plumbing fixtures"),
    ("Group", "Conglomerates", "industrial filters"),
)

BUYER_TITLES = (
    "VP Supply Chain",
    "Director of Operations",
    "Head of Demand Planning",
    "Chief Financial Officer",
    "IT Director",
    "Supply Chain Analyst",
    "Procurement Manager",
    "Chief Operating Officer",
    "Inventory Manager",
    "Information Security Officer",
    "Director of Finance",
    "Head of E-commerce",
    "Planning Team Lead",
    "Legal Counsel",
)

CITIES = _words(
    """
    Austin Chicago Denver Dublin Lisbon Lyon Manchester Milwaukee Montréal Porto Portland
    Rotterdam Seattle Toronto Wrocław Zürich Málaga Nashville Minneapolis Leeds
    """
)
