"""What people write: short invented texts in English, Spanish and Catalan."""

from simulator.draws import Draws

LANGUAGES = ("en", "es", "ca")
TOPICS = ("billing", "delivery", "login", "bug", "returns", "contract")

SUBJECTS = {
    "en": {
        "billing": "Question about invoice {n}",
        "delivery": "Where is my order {n}?",
        "login": "I can't log in",
        "bug": "Error {n} when saving",
        "returns": "Return of order {n}",
        "contract": "Change of plan",
    },
    "es": {
        "billing": "Duda sobre la factura {n}",
        "delivery": "¿Dónde está mi pedido {n}?",
        "login": "No puedo entrar",
        "bug": "Error {n} al guardar",
        "returns": "Devolución del pedido {n}",
        "contract": "Cambio de plan",
    },
    "ca": {
        "billing": "Dubte sobre la factura {n}",
        "delivery": "On és la comanda {n}?",
        "login": "No puc entrar-hi",
        "bug": "Error {n} en desar",
        "returns": "Devolució de la comanda {n}",
        "contract": "Canvi de pla",
    },
}
OPENINGS = {
    "en": {
        "billing": (
            "I was charged twice on invoice {n}.",
            "Why is invoice {n} higher?",
        ),
        "delivery": (
            "Order {n} has not arrived yet.",
            "The tracking of {n} says lost.",
        ),
        "login": ("My password is not accepted 😕", "The reset mail never arrives."),
        "bug": ("I get error {n} each time I save.", 'The app shows "error {n}".'),
        "returns": ("I'd like to return order {n}.", "Wrong size in order {n}."),
        "contract": ("How do I move to the yearly plan?", "Please add two users."),
    },
    "es": {
        "billing": ("Me han cobrado dos veces la factura {n}.", "¿Por qué sube {n}?"),
        "delivery": ("El pedido {n} no ha llegado.", "El envío {n} figura perdido."),
        "login": ("No acepta mi contraseña 😕", "No me llega el correo de acceso."),
        "bug": ("Sale el error {n} al guardar.", 'La app muestra "error {n}".'),
        "returns": ("Quiero devolver el pedido {n}.", "Talla equivocada en {n}."),
        "contract": ("¿Cómo paso al plan anual?", "Necesito dos usuarios más."),
    },
    "ca": {
        "billing": ("M'heu cobrat dos cops la factura {n}.", "Per què puja la {n}?"),
        "delivery": ("La comanda {n} no ha arribat.", "L'enviament {n} consta perdut."),
        "login": ("No m'accepta la contrasenya 😕", "No m'arriba el correu d'accés."),
        "bug": ("Surt l'error {n} en desar.", 'L\'app mostra "error {n}".'),
        "returns": ("Vull tornar la comanda {n}.", "Talla equivocada a {n}."),
        "contract": ("Com passo al pla anual?", "Em calen dos usuaris més."),
    },
}
SAYINGS = {
    "en": {
        "answer": (
            "Hello, thanks for writing. I'm looking into it.",
            "Could you send us the number that you see on the screen?",
            "It's fixed now, please try again 🙂",
            "I've sent it again; it takes two days.",
            "<p>Please follow these steps:</p><ol><li>log out</li><li>log in</li></ol>",
            "We've refunded the amount.",
        ),
        "detail": (
            "Yes, it's {n}.",
            "I tried that, same result.",
            "Here is the screenshot.\n\nSent from my phone",
            "OK, I'll wait.",
            "> On that day you wrote:\n> please try again\n\nIt still fails.",
        ),
        "chase": ("Hello?", "Any news?", "Is anybody there?", "I'm still waiting."),
        "thanks": ("Thanks!", "Perfect, thank you 🙏", "Great, it works now."),
        "complaint": (
            "This is the third time, I'm very disappointed.",
            "Terrible service, I want my money back!",
            "I'll file a complaint, this is unacceptable.",
            "Nobody answers and I've been waiting for three weeks. Ridiculous.",
        ),
        "reword": (
            "Sorry, I don't understand. Could you explain it another way?",
            "What do you mean by that?",
            "I don't get it, can you say it in simpler words?",
        ),
        "fallback": (
            "Sorry, I didn't get that. Could you rephrase it?",
            "I'm not sure I understand. Please try other words.",
        ),
        "back": ("It happens again.", "Sorry, still not solved: {n}."),
        "automatic": ("We have received your request {n} and will answer soon.",),
        "bot": ("Hi, I'm the assistant. Does this article help?", "I'll get a person."),
        "campaign": ("Your plan ends soon. Can we help you to renew?",),
        "logged": ("Call with the customer: {n}.", "Customer came to the counter."),
    },
    "es": {
        "answer": (
            "Hola, gracias por escribir. Lo estoy mirando.",
            "¿Nos puede enviar el número que ve en la pantalla?",
            "Ya está arreglado, pruebe otra vez 🙂",
            "Se lo he enviado de nuevo; tarda dos días.",
            "<p>Siga estos pasos:</p><ol><li>salir</li><li>entrar</li></ol>",
            "Hemos devuelto el importe.",
        ),
        "detail": (
            "Sí, es {n}.",
            "Ya lo he probado, sale lo mismo.",
            "Adjunto la captura.\n\nEnviado desde mi móvil",
            "Vale, espero.",
            "> Ese día escribió:\n> pruebe otra vez\n\nSigue fallando.",
        ),
        "chase": ("¿Hola?", "¿Hay novedades?", "¿Hay alguien?", "Sigo esperando."),
        "thanks": ("¡Gracias!", "Perfecto, muchas gracias 🙏", "Genial, ya funciona."),
        "complaint": (
            "Es la tercera vez, estoy muy decepcionado.",
            "Pésimo servicio, ¡quiero mi dinero!",
            "Pondré una reclamación, es inaceptable.",
            "Nadie contesta y llevo tres semanas esperando. Vergonzoso.",
        ),
        "reword": (
            "Perdone, no lo entiendo. ¿Me lo explica de otra manera?",
            "¿Qué quiere decir con eso?",
            "No me queda claro, ¿puede decirlo con otras palabras?",
        ),
        "fallback": (
            "Lo siento, no le he entendido. ¿Puede decirlo con otras palabras?",
            "No he entendido su mensaje. Pruebe a escribirlo de otra forma.",
        ),
        "back": ("Vuelve a pasar.", "Perdone, sigue sin resolverse: {n}."),
        "automatic": ("Hemos recibido su solicitud {n}; responderemos pronto.",),
        "bot": ("Hola, soy el asistente. ¿Le sirve este artículo?", "Aviso a alguien."),
        "campaign": ("Su plan termina pronto. ¿Le ayudamos a renovarlo?",),
        "logged": ("Llamada con el cliente: {n}.", "El cliente vino al mostrador."),
    },
    "ca": {
        "answer": (
            "Hola, gràcies per escriure. Ho estic mirant.",
            "Ens pot enviar el número que veu a la pantalla?",
            "Ja està arreglat, torni-ho a provar 🙂",
            "L'hi he enviat de nou; triga dos dies.",
            "<p>Segueixi aquests passos:</p><ol><li>sortir</li><li>entrar</li></ol>",
            "Hem retornat l'import.",
        ),
        "detail": (
            "Sí, és {n}.",
            "Ja ho he provat, surt el mateix.",
            "Adjunto la captura.\n\nEnviat des del mòbil",
            "D'acord, m'espero.",
            "> Aquell dia va escriure:\n> torni-ho a provar\n\nEncara falla.",
        ),
        "chase": ("Hola?", "Hi ha novetats?", "Que hi ha algú?", "Encara m'espero."),
        "thanks": ("Gràcies!", "Perfecte, moltes gràcies 🙏", "Genial, ja funciona."),
        "complaint": (
            "És la tercera vegada, estic molt decebut.",
            "Quin servei més dolent, vull els diners!",
            "Posaré una reclamació, és inacceptable.",
            "Ningú no respon i fa tres setmanes que m'espero. Vergonyós.",
        ),
        "reword": (
            "Perdoni, no ho entenc. M'ho explica d'una altra manera?",
            "Què vol dir amb això?",
            "No em queda clar, m'ho pot dir amb altres paraules?",
        ),
        "fallback": (
            "Ho sento, no l'he entès. M'ho pot dir amb altres paraules?",
            "No he entès el seu missatge. Provi d'escriure'l d'una altra manera.",
        ),
        "back": ("Torna a passar.", "Perdoni, encara no està resolt: {n}."),
        "automatic": ("Hem rebut la seva sol·licitud {n}; respondrem aviat.",),
        "bot": ("Hola, soc l'assistent. Li serveix aquest article?", "Aviso algú."),
        "campaign": ("El seu pla acaba aviat. L'ajudem a renovar-lo?",),
        "logged": ("Trucada amb el client: {n}.", "El client va venir al taulell."),
    },
}
NOTES = (
    "Checked the log, looks like a known issue.",
    "Asked the warehouse.",
    "Customer called before about this.",
    "Refund approved by the team lead.",
)
EMPTY_TEXTS = ("", "<p>&nbsp;</p>", " ")


def subject(language: str, topic: str, number: int) -> str:
    """Give the subject of a conversation."""
    return SUBJECTS[language][topic].format(n=number)


def opening(language: str, topic: str, number: int, draws: Draws) -> str:
    """Give the text that opens a conversation."""
    return draws.pick(OPENINGS[language][topic]).format(n=number)


def saying(language: str, kind: str, number: int, draws: Draws) -> str:
    """Give a text of a kind."""
    return draws.pick(SAYINGS[language][kind]).format(n=number)
