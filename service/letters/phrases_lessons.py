"""What a lesson says, for each id of `config/lessons.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from service.letters.phrases import Phrase, phrase

LESSONS: Mapping[str, Phrase] = MappingProxyType(
    {
        "as-able": phrase(
            "As active as your present state allows: that is the aim. On some days that is "
            "little, and it counts all the same."
        ),
        "everyday-counts": phrase(
            "Light housework, a walk, a bicycle ride: ordinary movement counts as much as "
            "anything with a name."
        ),
        "short-daily": phrase(
            "Short and daily is a good beginning: in the studies it was light exercise for 5 to "
            "17 minutes a day, on average ten."
        ),
        "strength-first": phrase(
            "Of all kinds of training, strength and control of the trunk stand first in the "
            "recommendations for long-term back and neck trouble."
        ),
        "choose-your-kind": phrase(
            "Training of the trunk has good effect, and so has general training: neither is "
            "better. Choose a kind you like, within what you and your physio agreed."
        ),
        "what-training-does": phrase(
            "Over months, training can make a back stronger, steadier, more mobile and more "
            "enduring. Small amounts add up."
        ),
        "know-your-body": phrase(
            "Getting to know how your own body answers to movement is part of the treatment. "
            "What you note here is yours to look at and to talk about."
        ),
        "good-and-bad-days": phrase(
            "Long-term trouble often swings between milder times and worse ones. One bad day "
            "says little; a pattern over several days says more."
        ),
        "why-move": phrase(
            "Muscle, bone, joints and fitness keep up better when they are used. That is one "
            "reason why movement is part of the treatment."
        ),
        "among-the-best": phrase(
            "Activity is among the best means there are in back trouble without a specific "
            "cause, and for most people it does more than rest."
        ),
        "nothing-serious-found": phrase(
            "You have been examined, and nothing serious was found behind your trouble. Moving "
            "as normally as you can is the treatment now."
        ),
        "stay-active": phrase(
            "In ten studies, advice to stay in bed did no more good than advice to stay active. "
            "Ordinary movement in small pieces is fine on a bad day too."
        ),
        "tense-muscles": phrase(
            "One idea about long-term pain is that muscles stay tense out of worry, long after "
            "the first pain is over. It is an idea and not settled, but calm movement fits it "
            "well."
        ),
        "easier-after": phrase(
            "Some people feel easier right after moving. Probably the body's own endorphins and "
            "muscles that let go have a part in it."
        ),
        "pain-and-muscles": phrase(
            "Pain can make muscles weaker, joints stiffer and movements less sure for a while. "
            "That is a reason to build up again in small steps."
        ),
        "keeping-going": phrase(
            "The wish to train often grows along the way, when ordinary things get easier. It "
            "need not be there on the first day."
        ),
        "some-pain": phrase(
            "Light to moderate pain during or after exercise is common and to be expected. If it "
            "grows, or stays for several days, make it lighter and talk with your physio."
        ),
        "soreness": phrase(
            "Sore muscles are common 24 to 36 hours after strength training. If it lasts "
            "longer, grows or is sharp, make the next time lighter and tell your physio."
        ),
        "easier-day": phrase(
            "With pain that is unusual for you, take an easier day: something shorter or "
            "lighter. With numbness or weakness in the legs, call for help the same day."
        ),
        "one-small-change": phrase(
            "One small change at a time: a little shorter, a little lighter, a little more rest "
            "between. With time that can make a large difference."
        ),
        "heavy-lifts": phrase(
            "Heavy or repeated lifts ask a lot of a back that is not used to them. Start "
            "lighter than you could, and let it grow."
        ),
        "whose-exercises": phrase(
            "Bridge, bird dog, plank: many exercises are in use, and not all suit everybody. "
            "Which are yours is for you and your physio to choose."
        ),
        "ask-your-physio": phrase(
            "Not sure how an exercise is done, or which to choose? A physio can show you and "
            "fit it to you. It is a good thing to ask about next time."
        ),
        "warm-up": phrase(
            "Begin a session easily: 5 to 15 minutes of calm movement before it gets hard. Long "
            "stretches can wait until you are warm."
        ),
        "cool-down": phrase("Let a session run out: 5 to 10 easy minutes at the end."),
        "stretching": phrase(
            "Stretching for 20 to 30 seconds when warm is fine if you like it. General "
            "stretching showed no effect in studies; stretches for neck and shoulder blades, "
            "along with other treatment, did."
        ),
        "kinds-to-try": phrase(
            "Cycling, swimming, brisk walking and the cross-trainer, at an easy load, suit many "
            "people with back trouble."
        ),
        "water": phrase(
            "The studies of exercise in water are weak; what they show is good, and no better "
            "than other active treatment. If the pool is near and pleasant, it counts."
        ),
        "jog-or-walk": phrase(
            "No study supports that jogging is worse than walking in long-term back or neck "
            "trouble. What matters is how fast it grows and how you feel afterwards."
        ),
        "walking-and-neck": phrase(
            "Whether walking or other aerobic activity does something for long-term neck "
            "trouble has not been studied. For the rest of the body it is good."
        ),
        "swim-and-neck": phrase(
            "Some people with neck trouble feel more pain after breaststroke. That is "
            "experience, not studies. If your neck answers, another stroke is worth a try."
        ),
        "walk-and-rest": phrase(
            "Walk a bit, rest or lean forward until it eases, and walk on. Several short pieces "
            "count as much as one long walk."
        ),
        "cycling": phrase(
            "With a narrow spinal canal, cycling is often a good choice. An exercise bicycle at "
            "home counts as well."
        ),
        "agreed-steps": phrase(
            "Small steps, agreed beforehand with a date: they go by the plan and not by how the "
            "day feels. You and your physio choose how small."
        ),
        "balance": phrase(
            "Balance can be trained, at any age: tai chi, Pilates, water, or standing on one "
            "leg by the kitchen table."
        ),
        "keep-a-diary": phrase(
            "A line about what you did and how it felt helps to see patterns. The watch sees "
            "steps and heartbeats, and nothing else."
        ),
        "mood-and-stress": phrase(
            "Stress and low mood often go along with long-term pain. Calm breathing or "
            "relaxation suits some. If things feel heavy, talk with your physio or doctor."
        ),
        "sleep": phrase(
            "Sleep is a part of recovering. Going to bed at about the same time each night is a "
            "simple place to begin."
        ),
    }
)
