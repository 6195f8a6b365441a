"""What native statuses, channels, priorities and zone names mean."""

from functools import cache
from zoneinfo import ZoneInfo

LIVE = frozenset(("new", "open", "waiting_customer", "waiting_other", "snoozed"))
RESOLUTION = frozenset(("resolved", "closed"))
DONE = RESOLUTION | {"cancelled"}
PRIORITIES = frozenset(("low", "normal", "high", "urgent"))
CHANNELS = frozenset(
    (
        "email",
        "web",
        "chat",
        "messaging",
        "phone",
        "sms",
        "social",
        "community",
        "api",
        "other",
    )
)
STATUS_WORDS = {
    "zendesk": {
        "new": "new",
        "open": "open",
        "pending": "waiting_customer",
        "hold": "waiting_other",
        "solved": "resolved",
        "closed": "closed",
        "archived": "closed",
    },
    "generic": {status: status for status in LIVE | DONE},
}
ZENDESK_CHANNELS = {
    "email": "email mail",
    "web": "web web_form sample_ticket sample_interactive_ticket closed_ticket "
    "helpcenter web_widget",
    "chat": "chat chat_transcript chat_offline_message",
    "messaging": "native_messaging whatsapp instagram_dm line wechat telegram viber "
    "kakaotalk apple_business_chat google_business_messages google_rcs "
    "business_messaging_slack_connect mobile_sdk any_channel answer_bot "
    "answer_bot_for_web_widget answer_bot_for_sdk answer_bot_for_slack "
    "answer_bot_for_agents answer_bot_api",
    "phone": "voice phone_call_inbound phone_call_outbound api_phone_call_inbound "
    "api_phone_call_outbound api_voicemail",
    "sms": "sms",
    "social": "facebook twitter",
    "community": "forum topic",
    "api": "api mobile import batch ticket_sharing",
}
CHANNEL_WORDS = {
    "zendesk": {
        word: channel
        for channel, words in ZENDESK_CHANNELS.items()
        for word in words.split()
    },
    "generic": {channel: channel for channel in CHANNELS},
}
ZONE_NAMES = """
International Date Line West=Etc/GMT+12; Midway Island=Pacific/Midway
American Samoa=Pacific/Pago_Pago; Hawaii=Pacific/Honolulu; Alaska=America/Juneau
Pacific Time (US & Canada)=America/Los_Angeles; Tijuana=America/Tijuana
Mountain Time (US & Canada)=America/Denver; Arizona=America/Phoenix
Chihuahua=America/Chihuahua; Mazatlan=America/Mazatlan
Central Time (US & Canada)=America/Chicago; Saskatchewan=America/Regina
Guadalajara=America/Mexico_City; Mexico City=America/Mexico_City
Monterrey=America/Monterrey; Central America=America/Guatemala
Eastern Time (US & Canada)=America/New_York
Indiana (East)=America/Indiana/Indianapolis; Bogota=America/Bogota
Lima=America/Lima; Quito=America/Lima; Atlantic Time (Canada)=America/Halifax
Caracas=America/Caracas; La Paz=America/La_Paz; Santiago=America/Santiago
Newfoundland=America/St_Johns; Brasilia=America/Sao_Paulo
Buenos Aires=America/Argentina/Buenos_Aires; Montevideo=America/Montevideo
Georgetown=America/Guyana; Puerto Rico=America/Puerto_Rico
Greenland=America/Godthab; Mid-Atlantic=Atlantic/South_Georgia
Azores=Atlantic/Azores; Cape Verde Is.=Atlantic/Cape_Verde
Dublin=Europe/Dublin; Edinburgh=Europe/London; Lisbon=Europe/Lisbon
London=Europe/London; Casablanca=Africa/Casablanca; Monrovia=Africa/Monrovia
UTC=Etc/UTC; Belgrade=Europe/Belgrade; Bratislava=Europe/Bratislava
Budapest=Europe/Budapest; Ljubljana=Europe/Ljubljana; Prague=Europe/Prague
Sarajevo=Europe/Sarajevo; Skopje=Europe/Skopje; Warsaw=Europe/Warsaw
Zagreb=Europe/Zagreb; Brussels=Europe/Brussels; Copenhagen=Europe/Copenhagen
Madrid=Europe/Madrid; Paris=Europe/Paris; Amsterdam=Europe/Amsterdam
Berlin=Europe/Berlin; Bern=Europe/Zurich; Zurich=Europe/Zurich; Rome=Europe/Rome
Stockholm=Europe/Stockholm; Vienna=Europe/Vienna
West Central Africa=Africa/Algiers; Bucharest=Europe/Bucharest; Cairo=Africa/Cairo
Helsinki=Europe/Helsinki; Kyiv=Europe/Kiev; Kyev=Europe/Kiev; Riga=Europe/Riga
Sofia=Europe/Sofia; Tallinn=Europe/Tallinn; Vilnius=Europe/Vilnius
Athens=Europe/Athens; Istanbul=Europe/Istanbul; Minsk=Europe/Minsk
Jerusalem=Asia/Jerusalem; Harare=Africa/Harare; Pretoria=Africa/Johannesburg
Kaliningrad=Europe/Kaliningrad; Moscow=Europe/Moscow
St. Petersburg=Europe/Moscow; Volgograd=Europe/Volgograd; Samara=Europe/Samara
Kuwait=Asia/Kuwait; Riyadh=Asia/Riyadh; Nairobi=Africa/Nairobi
Baghdad=Asia/Baghdad; Tehran=Asia/Tehran; Abu Dhabi=Asia/Muscat; Muscat=Asia/Muscat
Baku=Asia/Baku; Tbilisi=Asia/Tbilisi; Yerevan=Asia/Yerevan; Kabul=Asia/Kabul
Ekaterinburg=Asia/Yekaterinburg; Islamabad=Asia/Karachi; Karachi=Asia/Karachi
Tashkent=Asia/Tashkent; Chennai=Asia/Kolkata; Kolkata=Asia/Kolkata
Mumbai=Asia/Kolkata; New Delhi=Asia/Kolkata; Kathmandu=Asia/Kathmandu
Astana=Asia/Dhaka; Dhaka=Asia/Dhaka; Sri Jayawardenepura=Asia/Colombo
Almaty=Asia/Almaty; Novosibirsk=Asia/Novosibirsk; Rangoon=Asia/Rangoon
Bangkok=Asia/Bangkok; Hanoi=Asia/Bangkok; Jakarta=Asia/Jakarta
Krasnoyarsk=Asia/Krasnoyarsk; Beijing=Asia/Shanghai; Chongqing=Asia/Chongqing
Hong Kong=Asia/Hong_Kong; Urumqi=Asia/Urumqi; Kuala Lumpur=Asia/Kuala_Lumpur
Singapore=Asia/Singapore; Taipei=Asia/Taipei; Perth=Australia/Perth
Irkutsk=Asia/Irkutsk; Ulaanbaatar=Asia/Ulaanbaatar; Seoul=Asia/Seoul
Osaka=Asia/Tokyo; Sapporo=Asia/Tokyo; Tokyo=Asia/Tokyo; Yakutsk=Asia/Yakutsk
Darwin=Australia/Darwin; Adelaide=Australia/Adelaide
Canberra=Australia/Canberra; Melbourne=Australia/Melbourne
Sydney=Australia/Sydney; Brisbane=Australia/Brisbane; Hobart=Australia/Hobart
Vladivostok=Asia/Vladivostok; Guam=Pacific/Guam
Port Moresby=Pacific/Port_Moresby; Magadan=Asia/Magadan
Srednekolymsk=Asia/Srednekolymsk; Solomon Is.=Pacific/Guadalcanal
New Caledonia=Pacific/Noumea; Fiji=Pacific/Fiji; Kamchatka=Asia/Kamchatka
Marshall Is.=Pacific/Majuro; Auckland=Pacific/Auckland
Wellington=Pacific/Auckland; Nuku'alofa=Pacific/Tongatapu
Tokelau Is.=Pacific/Fakaofo; Chatham Is.=Pacific/Chatham; Samoa=Pacific/Apia
"""
RAILS_ZONES = dict(
    entry.strip().split("=", 1)
    for line in ZONE_NAMES.strip().splitlines()
    for entry in line.split(";")
)


def status(source: str, native: str | None) -> str | None:
    """Return the canonical status; unknown codes are open, none is null."""
    if native is None:
        return None
    return STATUS_WORDS[source].get(native.lower(), "open")


def channel(source: str, native: str | None) -> str:
    """Return the canonical channel; unknown or none is other."""
    return CHANNEL_WORDS[source].get((native or "").lower(), "other")


def priority(native: str | None) -> str | None:
    """Return the canonical priority, null where it is unset or unknown."""
    found = (native or "").lower()
    return found if found in PRIORITIES else None


@cache
def zone(name: str | None) -> ZoneInfo | None:
    """Return the zone of a vendor's or an IANA name, null where it is unknown."""
    if not name:
        return None
    try:
        return ZoneInfo(RAILS_ZONES.get(name, name))
    except (ValueError, OSError):
        return None
