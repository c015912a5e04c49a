"""Given names that are common in Australia. Pure.

Names that are also things a shop for organics sells, or plain words (Basil, Rose, Grace, Will, Mark), are left out: the
other signs of a name have to find those.
"""

_NAMES = """
aaron abby abdul abigail adam adele adrian ahmed aidan aimee aisha alan albert alex alexander alexandra alfie alice
alicia alison allan allison amanda amelia amy ana andre andrea andrew angela angus anh anita ann anna annabel anne
annette annie anthony antonio arjun arthur ashley audrey ava barbara barry beatrice belinda ben benjamin bernadette
beth betty beverley bianca bob bonnie brad bradley brendan brett brian bridget bronwyn bruce bruno caitlin callum
cameron carl carla carlos carmel carmen carol caroline carolyn cassandra catherine cathy charles charlie charlotte
chelsea chen cheryl chloe chris christian christina christine christopher cindy claire claudia clive colin connor
courtney craig cynthia damien dan daniel danielle darren darryl dave david dean deb debbie deborah debra denise
dennis derek diana diane dianne dominic donald donna doris dorothy doug douglas duncan dylan eddie edward eileen
elaine eleanor elena eli elijah elise elizabeth ella ellen ellie emily emma eric erica erin ethan eva evan evelyn
fatima felicity fernando fiona florence frances francesca francis frank fred freya gabriel gabrielle gail gareth
gary gavin gemma geoff geoffrey george georgia georgina gerald gerard gillian giovanni glen glenda glenn gordon
graeme graham grant greg gregory gwen hannah harold harriet harry hassan hayley helen helena henry hilary howard
hugh hugo ian ibrahim imogen irene isaac isabel isabella isla ivan jackie jacob jacqueline jacqui jake james jamie
jan jane janelle janet janice jared jason jean jeff jeffrey jen jenna jennifer jenny jeremy jessica jessie jill jim
jimmy joan joanna joanne joe joel john johnny jonathan jordan jorge jose joseph josephine josh joshua joyce juan
judith judy julia julian julie juliet justin justine kaitlyn karen karl kate katherine kathleen kathryn kathy katie
kay kaye keith kelly ken kenneth kerrie kerry kevin kim kirsten kirsty kristen kristy kumar kyle kylie lachlan lara
larry laura lauren laurie leah leanne lee leigh leo leon leonard leonie lesley leslie liam linda lindsay linh lisa
liz lloyd lois lorraine louis louisa louise luca lucas lucia lucy luis luke lyn lynda lynette lynne mackenzie maddie
madeleine madison malcolm mandy marcus margaret maria marian marie marilyn mario marion marlene martha martin mary
mason mathew matilda matt matthew maureen maurice max maxine meg megan mehmet mei melanie melinda melissa mia
michael micheal michel michelle mick miguel mike millie mitchell mohamed mohammad mohammed moira molly monica
monique morgan muhammad myra nadia nancy naomi narelle natalie natasha nathan neil nell nicholas nicola nicole nigel
nina noel noelene nora norma norman oliver olivia oscar owen pam pamela pat patricia patrick paul paula pauline
peggy penelope penny peter phil philip phillip phoebe phuong pia priya rachael rachel raj ralph raymond rebecca reg
renee rhonda ricardo richard rick ricky rita rob robert roberta robin robyn rodney roger roland ron ronald ronnie
rory rosalie rosanne roslyn ross roy russell ruth ryan sally sam samantha samuel sandeep sandra sanjay sara sarah
scott sean sebastian shane shannon sharon shaun sheila shelley sheree shirley simon simone singh siobhan sofia sonia
sophia sophie stacey stan stefan stella stephanie stephen steve steven stewart stuart sue susan susanne suzanne
sylvia tamara tania tanya tara ted teresa terry tess thanh theodore theresa thi thomas tiffany tim timothy tina toby
todd tom toni tony tracey tracy trevor tristan troy tyler ursula valerie vanessa vera veronica vicki vicky victor
victoria vincent virginia vivian walter warren wayne wendy wei wilfred william winston xavier yasmin yolanda yusuf
yvette yvonne zac zachary zara zoe
"""

GIVEN_NAMES = frozenset(_NAMES.split())
"""In small letters."""
