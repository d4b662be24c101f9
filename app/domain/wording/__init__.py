"""The standard messages (product F1, F6, F7): their words, and how facts become a message.

``facts`` says what a message may know, ``occasions`` which words a rule calls for, the ``*_words``
files hold the words of one channel as data in both languages, and ``text_message``,
``email_message``, ``voice_script`` and ``department_alert`` make the message. No message holds a
last name of a child, a reason or a diagnosis, and none asks for the reply CANCEL.
"""

STANDARD_VERSION = "standard-2"
"""The version of the standard words, kept with every message made of them (F1)."""
