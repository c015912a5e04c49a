"""Where the sample customers live: Australian suburbs and towns. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A suburb, with the city that geolocation by IP address would name and that city's coordinates in degrees."""

    suburb: str
    state: str
    postcode: str
    city: str
    latitude: str
    longitude: str

    @property
    def is_regional(self) -> bool:
        """Say whether this is far from the state capitals and the big coastal cities."""
        return self.city not in _BIG_CITIES

    @property
    def region(self) -> str:
        """Return the state's full name."""
        return _STATES[self.state][0]

    @property
    def time_zone(self) -> str:
        """Return the state's IANA time zone."""
        return _STATES[self.state][1]

    @property
    def area_code(self) -> str:
        """Return the state's telephone area code."""
        return _STATES[self.state][2]


_BIG_CITIES = frozenset(
    {
        "Sydney",
        "Newcastle",
        "Wollongong",
        "Canberra",
        "Melbourne",
        "Geelong",
        "Brisbane",
        "Gold Coast",
        "Adelaide",
        "Perth",
        "Hobart",
        "Darwin",
        "Maroochydore",
    }
)

_STATES = {
    "NSW": ("New South Wales", "Australia/Sydney", "02"),
    "ACT": ("Australian Capital Territory", "Australia/Sydney", "02"),
    "VIC": ("Victoria", "Australia/Melbourne", "03"),
    "TAS": ("Tasmania", "Australia/Hobart", "03"),
    "QLD": ("Queensland", "Australia/Brisbane", "07"),
    "SA": ("South Australia", "Australia/Adelaide", "08"),
    "WA": ("Western Australia", "Australia/Perth", "08"),
    "NT": ("Northern Territory", "Australia/Darwin", "08"),
}

_CITIES = {
    "Sydney": ("-33.87", "151.21"),
    "Newcastle": ("-32.93", "151.78"),
    "Wollongong": ("-34.42", "150.89"),
    "Byron Bay": ("-28.64", "153.61"),
    "Orange": ("-33.28", "149.10"),
    "Wagga Wagga": ("-35.11", "147.37"),
    "Tamworth": ("-31.09", "150.93"),
    "Coffs Harbour": ("-30.30", "153.11"),
    "Dubbo": ("-32.24", "148.60"),
    "Canberra": ("-35.28", "149.13"),
    "Melbourne": ("-37.81", "144.96"),
    "Geelong": ("-38.15", "144.36"),
    "Ballarat": ("-37.56", "143.85"),
    "Bendigo": ("-36.76", "144.28"),
    "Mildura": ("-34.19", "142.16"),
    "Hobart": ("-42.88", "147.33"),
    "Launceston": ("-41.44", "147.14"),
    "Brisbane": ("-27.47", "153.03"),
    "Gold Coast": ("-28.00", "153.43"),
    "Maroochydore": ("-26.65", "153.09"),
    "Toowoomba": ("-27.56", "151.95"),
    "Cairns": ("-16.92", "145.77"),
    "Townsville": ("-19.26", "146.82"),
    "Mackay": ("-21.14", "149.19"),
    "Adelaide": ("-34.93", "138.60"),
    "Mount Gambier": ("-37.83", "140.78"),
    "Perth": ("-31.95", "115.86"),
    "Bunbury": ("-33.33", "115.64"),
    "Albany": ("-35.02", "117.88"),
    "Broome": ("-17.96", "122.24"),
    "Kalgoorlie": ("-30.75", "121.47"),
    "Darwin": ("-12.46", "130.84"),
    "Alice Springs": ("-23.70", "133.88"),
}

_SUBURBS = """
Marrickville NSW 2204 Sydney|Dee Why NSW 2099 Sydney|Parramatta NSW 2150 Sydney|Cabramatta NSW 2166 Sydney
Katoomba NSW 2780 Sydney|Penrith NSW 2750 Sydney|Randwick NSW 2031 Sydney|Hornsby NSW 2077 Sydney
Bankstown NSW 2200 Sydney|Cronulla NSW 2230 Sydney|Leichhardt NSW 2040 Sydney|Blacktown NSW 2148 Sydney
Hamilton NSW 2303 Newcastle|Thirroul NSW 2515 Wollongong|Mullumbimby NSW 2482 Byron Bay|Bangalow NSW 2479 Byron Bay
Orange NSW 2800 Orange|Wagga Wagga NSW 2650 Wagga Wagga|Tamworth NSW 2340 Tamworth|Bellingen NSW 2454 Coffs Harbour
Dubbo NSW 2830 Dubbo|Belconnen ACT 2617 Canberra|Tuggeranong ACT 2900 Canberra|Braddon ACT 2612 Canberra
Brunswick VIC 3056 Melbourne|Footscray VIC 3011 Melbourne|Dandenong VIC 3175 Melbourne|Box Hill VIC 3128 Melbourne
Frankston VIC 3199 Melbourne|St Kilda VIC 3182 Melbourne|Preston VIC 3072 Melbourne|Werribee VIC 3030 Melbourne
Belgrave VIC 3160 Melbourne|Sunbury VIC 3429 Melbourne|Torquay VIC 3228 Geelong|Daylesford VIC 3460 Ballarat
Castlemaine VIC 3450 Bendigo|Mildura VIC 3500 Mildura|Sandy Bay TAS 7005 Hobart|Cygnet TAS 7112 Hobart
Launceston TAS 7250 Launceston|Deloraine TAS 7304 Launceston|West End QLD 4101 Brisbane|Chermside QLD 4032 Brisbane
Ipswich QLD 4305 Brisbane|Sunnybank QLD 4109 Brisbane|Redcliffe QLD 4020 Brisbane|Burleigh Heads QLD 4220 Gold Coast
Southport QLD 4215 Gold Coast|Maleny QLD 4552 Maroochydore|Noosaville QLD 4566 Maroochydore
Toowoomba QLD 4350 Toowoomba|Kuranda QLD 4881 Cairns|Edge Hill QLD 4870 Cairns|Townsville QLD 4810 Townsville
Mackay QLD 4740 Mackay|Norwood SA 5067 Adelaide|Glenelg SA 5045 Adelaide|Prospect SA 5082 Adelaide
Willunga SA 5172 Adelaide|Salisbury SA 5108 Adelaide|Mount Gambier SA 5290 Mount Gambier
Fremantle WA 6160 Perth|Subiaco WA 6008 Perth|Joondalup WA 6027 Perth|Armadale WA 6112 Perth
Margaret River WA 6285 Bunbury|Denmark WA 6333 Albany|Broome WA 6725 Broome|Kalgoorlie WA 6430 Kalgoorlie
Nightcliff NT 0810 Darwin|Palmerston NT 0830 Darwin|Alice Springs NT 0870 Alice Springs
"""


def _read_suburb(entry: str) -> Place:
    words = entry.split()
    state_at = next(at for at, word in enumerate(words) if word in _STATES)
    city = " ".join(words[state_at + 2 :])
    latitude, longitude = _CITIES[city]
    return Place(" ".join(words[:state_at]), words[state_at], words[state_at + 1], city, latitude, longitude)


PLACES = tuple(_read_suburb(entry) for line in _SUBURBS.strip().splitlines() for entry in line.split("|"))
