"""Paragraphs of a made-up river region's weekly, each with four other paragraphs, labelled by how they relate to it.

A group of five lines is one story: as it stood; lightly edited; heavily edited; rewritten in other words about the same
facts; and a different story, which continues nothing.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """A paragraph and what might have become of it."""

    text: str
    light: str
    heavy: str
    rewritten: str
    different: str


_EN = """
The river council put off its vote on the Luhava bridge until October, saying that the engineers need more time.
The river council put off its vote on the Luhava bridge until November, saying that the engineers need more time.
Saying that the engineers need more time and better drawings, the council delayed until November the vote on the
  Luhava bridge, which was due on Tuesday.
Engineers asked for another month to check the drawings of the Luhava bridge, so councillors will not vote before
  October.
The council voted on Tuesday to raise the fee for mooring boats in the harbour from the first of May.

Forty families in Nizhni Bierah still have no clean water, three weeks after the flood reached the wells.
Forty-two families in Nizhni Bierah still have no clean water three weeks after the flood reached the wells.
Three weeks after the flood reached the wells of Nizhni Bierah, some forty families there still carry clean water
  home in cans from the fire station.
Water from the wells of Nizhni Bierah has been unfit to drink since the flood, and about forty families depend on
  tankers.
Families who lost their cattle in last winter's frost may apply for help at the district office until Friday.

Fishermen on the lower river caught 18 tonnes of bream this spring, the smallest catch since 1998.
Fishermen on the lower river caught 18 tonnes of bream this spring, the poorest catch since 1998.
This spring fishermen caught only 18 tonnes of bream on the lower river, half of what they used to land, and the
  smallest catch since 1998 worries the co-operative.
Bream are disappearing from the lower river: the 18 tonnes landed in spring are less than in any year since 1998.
Swimmers will cross the river on Sunday for the 30th time, from the old lighthouse to the sandy beach.

The new ferry, named Zaranka, will carry sixty cars and replace the two barges that have served the crossing since
  the war.
The new ferry, named Zaranka, will carry sixty cars and replaces two barges which have served the crossing since the
  war.
Sixty cars will fit on the Zaranka, the new ferry that is to replace both barges; they have served the crossing
  since the war and leak badly.
With room for sixty cars, the Zaranka makes the old barges at the crossing unnecessary; they date from the war.
The bus from the station to the hospital will run every ten minutes from Monday, and tickets stay at the same price.

Teachers at the Vir school say that the roof leaks in nine of its fourteen classrooms and that letters to the
  ministry go unanswered.
Teachers at the Vir school say that the roof leaks in nine of the fourteen classrooms, and that their letters to the
  ministry go unanswered.
The roof leaks in nine of fourteen classrooms of the Vir school, its teachers say; they have written four letters to
  the ministry, and none was answered.
Nine classrooms out of fourteen are wet whenever it rains in Vir, yet the ministry has not replied to the teachers.
Pupils of the music school will play works by local composers in the town hall on Saturday evening.

Prices of bread in the district rose by seven per cent in a month, while wages have not moved since January.
Prices of bread in the district rose by eight per cent in a month, while wages have not moved since January.
In a month the prices of bread and milk rose by seven per cent in the whole district, although wages, as the
  statistics office admits, have not moved since January.
Bread costs seven per cent more than a month ago and wages in the district are what they were in January.
The price of a season ticket for the skating rink has been halved, and children under six skate free.

Judge Halina Marozava adjourned the case against the sawmill's owners because the expert from the capital did not
  appear.
Judge Halina Marozava adjourned the case against the sawmill's owner because an expert from the capital did not
  appear.
The case against the sawmill's owners was adjourned again: the expert from the capital did not appear, and Judge
  Halina Marozava refused to read out his report.
Without the expert, who stayed in the capital, Judge Marozava would not hear the owners of the sawmill.
The court fined a driver who had parked his lorry on the embankment and blocked the way of an ambulance.

The museum of river trade has found a ledger of 1742 in which the names of all boatmen are written in two alphabets.
The museum of river trade has found a ledger from 1742 in which the names of all the boatmen are written in two
  alphabets.
A ledger of 1742, in which a clerk wrote the names of all boatmen in two alphabets, has been found behind a stove in
  the museum of river trade.
Boatmen of 1742 appear in two alphabets in a ledger that the museum of river trade did not know it had.
The library will stay open until nine in the evening during the examinations, and readers may bring their own tea.

Volunteers planted 3,000 willows along the eastern bank to stop the sand from sliding into the channel.
Volunteers planted 3,200 willows along the eastern bank to stop sand from sliding into the channel.
To stop the sand of the eastern bank from sliding into the channel, volunteers and soldiers planted 3,000 willows
  there in two weekends.
The eastern bank slides into the channel year after year; 3,000 willows set by volunteers should hold the sand.
Hunters shot fewer wild boars this autumn than the forest office had allowed, because the snow came late.

Two independent candidates withdrew from the election in Zarechcha after unknown men visited their relatives at
  night.
Two independent candidates withdrew from the election in Zarechcha after unknown men had visited their relatives by
  night.
After visits by unknown men to their relatives at night, two of the three independent candidates withdrew from the
  election in Zarechcha; neither wants to explain why.
In Zarechcha only one independent is left in the election: strangers came by night to relatives of the other
  candidates, and two gave up.
The winner of the fishing contest gave his prize, a rubber boat, to the children's home.

The power station will close its second furnace in June, and 140 of its 400 workers have been told to look for other
  work.
The power station will close its second furnace in July, and 140 of its 400 workers have been told to look for other
  work.
In June the second furnace of the power station will be closed for good; of its 400 workers 140 have been told, most
  of them by telephone, to look for other work.
About 140 workers out of 400 must leave the power station when its second furnace goes cold in June.
The brewery is hiring sixty seasonal workers for the summer and offers them rooms in a former barracks.

Doctors in the district hospital treated 27 people for mushroom poisoning in one week and warn against buying from
  strangers.
Doctors at the district hospital treated 27 people for mushroom poisoning in one week, and warn against buying from
  strangers.
Mushroom poisoning brought 27 people to the district hospital in a single week; the doctors, who had to borrow beds,
  warn against buying from strangers at the roadside.
Never buy mushrooms from strangers, say the doctors who had 27 poisoned people in the district hospital last week.
The pharmacy beside the market closes for repairs, and the nearest open one is across the railway.

The border post at Kamianka lets through twenty lorries a day, and drivers have waited up to six days without a
  place to wash.
The border post at Kamianka lets through about twenty lorries a day, and drivers wait up to six days without a place
  to wash.
Drivers have waited up to six days at Kamianka, with no place to wash or to buy food, because the border post lets
  through no more than twenty lorries a day.
At Kamianka a queue of lorries waits six days, since only twenty a day may cross the border.
Cyclists may now take their bicycles aboard the morning train without a ticket, except on public holidays.

A choir from across the river sang in the burnt church on Saturday, and the collection will pay for a new bell.
A choir from across the river sang in the burnt church on Saturday, and the collection is to pay for a new bell.
On Saturday the burnt church was full: a choir of sixty singers came from across the river, and the collection will
  pay for a new bell and for half a roof.
The burnt church will have a bell again, paid for by those who heard the choir from across the river.
The theatre opens its season on Saturday with a comedy about two neighbours who quarrel over a goose.

The ministry withdrew its plan to merge the three river districts after 11,000 people had signed a petition against
  it.
The ministry withdrew its plan to merge three river districts after 11,500 people had signed a petition against it.
After 11,000 people had signed a petition against it, and two deputies had spoken in their favour, the ministry
  withdrew the plan to merge the three districts of the river.
A petition with 11,000 names has done its work, and the districts of the river will not be merged, the ministry
  says.
The ministry invites schools to send drawings of birds for a calendar that it will print in the autumn.

Ice broke two pillars of the pontoon at Stary Port on Thursday night, and the ambulance now needs fifty minutes to
  the islands.
Ice broke two pillars of the pontoon at Stary Port on Thursday night, and an ambulance now needs fifty minutes to
  reach the islands.
Since ice broke two pillars of the pontoon at Stary Port, on the night from Thursday to Friday, the ambulance has
  needed fifty minutes to reach the islands, twice as long as before.
The islands are fifty minutes away for an ambulance now that ice has crushed the pontoon at Stary Port.
Rain spoiled the hay in the upper meadows, and farmers will have to buy fodder from the south.

Our correspondent was held for five hours at the police station in Luhava and released without a record of the
  arrest.
Our correspondent was held for six hours at the police station in Luhava and released without any record of the
  arrest.
For five hours our correspondent was held at the Luhava police station, where her telephone was taken; she was
  released at midnight without a record of the arrest.
Police in Luhava say that there was no arrest, though our correspondent spent five hours in their station.
The police ask owners of unregistered boats to come with a photograph and the number of the engine.
"""

_BE = """
Рачная рада адклала галасаванне пра мост у Лугаве да кастрычніка, бо інжынерам патрэбна больш часу.
Рачная рада адклала галасаванне пра мост у Лугаве да лістапада, бо інжынерам патрэбна больш часу.
Інжынерам патрэбна больш часу і дакладнейшыя чарцяжы, таму рада адклала да лістапада галасаванне пра мост у Лугаве,
  якое мелася адбыцца ў аўторак.
Інжынеры папрасілі яшчэ месяц на праверку чарцяжоў моста ў Лугаве, і дэпутаты будуць галасаваць не раней за
  кастрычнік.
Рада прагаласавала за тое, каб з першага траўня падняць плату за стаянку лодак у гавані.

Сорак сем'яў у Ніжнім Беразе дагэтуль не маюць чыстай вады, хоць паводка дайшла да студняў тры тыдні таму.
Сорак дзве сям'і ў Ніжнім Беразе дагэтуль не маюць чыстай вады, хоць паводка дайшла да студняў тры тыдні таму.
Паводка дайшла да студняў Ніжняга Берага тры тыдні таму, але каля сарака сем'яў дагэтуль не маюць чыстай вады і
  носяць яе ў бітонах з пажарнай часці.
Вада ў студнях Ніжняга Берага пасля паводкі непрыдатная для піцця, і каля сарака сем'яў чакаюць вадавоза.
Сем'і, якія страцілі ўзімку жывёлу праз маразы, могуць прасіць дапамогі ў раённай управе да пятніцы.

Рыбакі ў нізоўях ракі злавілі гэтай вясной 18 тон ляшча, найменш з 1998 года.
Рыбакі ў нізоўях ракі злавілі гэтай вясною 18 тон ляшча — найменш з 1998 года.
Гэтай вясной рыбакі злавілі ў нізоўях ракі толькі 18 тон ляшча, удвая менш, чым звычайна; такога малога ўлову,
  найменшага з 1998 года, арцель не чакала.
Лешч знікае з нізоўяў ракі: 18 тон, злоўленых за вясну, — горшы вынік з 1998 года.
У нядзелю плыўцы трыццаты раз пераплывуць раку ад старога маяка да пясчанага пляжа.

Новы паром «Заранка» будзе браць шэсцьдзясят машын і заменіць дзве баржы, што служаць на пераправе з вайны.
Новы паром «Заранка» будзе браць шэсцьдзясят машын і заменіць дзве баржы, якія служаць на пераправе з часоў вайны.
Шэсцьдзясят машын возьме «Заранка», новы паром, які заменіць абедзве старыя баржы: яны служаць на пераправе з самай
  вайны і моцна цякуць.
З «Заранкай», якая возьме шэсцьдзясят машын, старыя ваенныя баржы на пераправе больш не патрэбныя.
Аўтобус ад вакзала да бальніцы з панядзелка будзе хадзіць кожныя дзесяць хвілін, а квіткі не падаражэюць.

Настаўнікі школы ў Віры кажуць, што дах цячэ ў дзевяці класах з чатырнаццаці, а міністэрства не адказвае на лісты.
Настаўнікі школы ў Віры кажуць, што дах працякае ў дзевяці класах з чатырнаццаці, а міністэрства не адказвае на іх
  лісты.
Дах цячэ ў дзевяці з чатырнаццаці класаў школы ў Віры; настаўнікі кажуць, што напісалі ў міністэрства чатыры лісты і
  ні на адзін не атрымалі адказу.
У дзевяці класах школы ў Віры мокра пасля кожнага дажджу, ды міністэрства настаўнікам не адказала.
Вучні музычнай школы ў суботу ўвечары выканаюць у ратушы творы мясцовых кампазітараў.

Хлеб у раёне за месяц падаражэў на сем працэнтаў, а заробкі не мяняюцца са студзеня.
Хлеб у раёне за месяц падаражэў на восем працэнтаў, а заробкі не змяняюцца са студзеня.
За адзін месяц хлеб і малако ў раёне падаражэлі на сем працэнтаў, тым часам заробкі, як прызнаюць статыстыкі, не
  мяняюцца са студзеня.
Цана хлеба за месяц узрасла на сем працэнтаў, а заробкі ў раёне засталіся такія, як у студзені.
Абанемент на каток патаннеў удвая, а дзеці да шасці гадоў катаюцца бясплатна.

Суддзя Галіна Марозава перанесла справу ўладальнікаў лесапільні, бо эксперт са сталіцы не з'явіўся.
Суддзя Галіна Марозава перанесла справу ўладальніка лесапільні, бо эксперт са сталіцы не з'явіўся на суд.
Справу ўладальнікаў лесапільні зноў перанеслі: эксперт са сталіцы не з'явіўся, а зачытаць ягонае заключэнне суддзя
  Галіна Марозава адмовілася.
Без сталічнага эксперта суддзя Марозава не захацела слухаць уладальнікаў лесапільні.
Суд аштрафаваў кіроўцу, які паставіў грузавік на набярэжнай і перагарадзіў дарогу хуткай дапамозе.

Музей рачнога гандлю знайшоў кнігу рахункаў 1742 года, дзе імёны ўсіх плытагонаў запісаныя двума алфавітамі.
Музей рачнога гандлю знайшоў кнігу рахункаў 1742 года, у якой імёны ўсіх плытагонаў запісаны двума алфавітамі.
Кнігу рахункаў 1742 года, у якой пісар занатаваў двума алфавітамі імёны ўсіх плытагонаў, знайшлі за печчу ў музеі
  рачнога гандлю.
Плытагоны 1742 года названыя двума алфавітамі ў кнізе, пра якую музей рачнога гандлю нават не ведаў.
Бібліятэка падчас экзаменаў будзе працаваць да дзевятай вечара, і чытачам дазволілі прыносіць гарбату.

Валанцёры пасадзілі ўздоўж усходняга берага 3000 вербаў, каб пясок не спаўзаў у рэчышча.
Валанцёры пасадзілі ўздоўж усходняга берага 3200 вербаў, каб пясок больш не спаўзаў у рэчышча.
Каб пясок усходняга берага не спаўзаў у рэчышча, валанцёры разам з салдатамі за два выхадныя пасадзілі там 3000
  вербаў.
Усходні бераг штогод спаўзае ў рэчышча; пясок павінны ўтрымаць 3000 вербаў, якія прывезлі валанцёры.
Паляўнічыя здабылі сёлета менш дзікоў, чым дазволіў лясгас, бо снег выпаў позна.

Два незалежныя кандыдаты зняліся з выбараў у Зарэччы пасля таго, як невядомыя прыйшлі ўначы да іх сваякоў.
Два незалежныя кандыдаты зняліся з выбараў у Зарэччы пасля таго, як невядомыя людзі прыйшлі ноччу да іх сваякоў.
Пасля таго як уначы да іх сваякоў прыйшлі невядомыя, з выбараў у Зарэччы зняліся двое з трох незалежных кандыдатаў;
  тлумачыць прычыну яны не хочуць.
На выбарах у Зарэччы застаўся адзін незалежны кандыдат: да сваякоў астатніх уначы прыходзілі незнаёмыя.
Пераможца спаборніцтваў па рыбнай лоўлі аддаў свой прыз, гумовую лодку, дзіцячаму дому.

Электрастанцыя ў чэрвені закрые другую печ, і 140 з 400 работнікаў ужо сказалі шукаць іншую працу.
Электрастанцыя ў ліпені закрые другую печ, і 140 з 400 работнікаў ужо сказалі шукаць іншую працу.
У чэрвені на электрастанцыі назаўсёды закрыюць другую печ; з 400 работнікаў 140 сказалі, большасці па тэлефоне,
  шукаць іншую працу.
Каля 140 чалавек з 400 страцяць месца на электрастанцыі, калі ў чэрвені згасне другая печ.
Бровар набірае на лета шэсцьдзясят сезонных рабочых і абяцае ім пакоі ў былой казарме.

Лекары раённай бальніцы за тыдзень прынялі 27 чалавек, якія атруціліся грыбамі, і раяць не купляць іх у незнаёмых.
Лекары раённай бальніцы за тыдзень прынялі 27 чалавек, што атруціліся грыбамі, і просяць не купляць іх у незнаёмых.
Грыбамі за адзін тыдзень атруціліся 27 чалавек; лекары раённай бальніцы, якім давялося пазычаць ложкі, раяць не
  купляць іх у незнаёмых пры дарозе.
Не купляйце грыбоў у незнаёмых, просяць у раённай бальніцы, дзе ляжаць 27 атручаных.
Аптэка каля рынку зачыняецца на рамонт, а найбліжэйшая адкрытая — за чыгункай.

Памежны пункт у Камянцы прапускае дваццаць фур на дзень, і кіроўцы чакаюць да шасці дзён без магчымасці памыцца.
Памежны пункт у Камянцы прапускае каля дваццаці фур на дзень, і кіроўцы чакаюць да шасці дзён без магчымасці
  памыцца.
Да шасці дзён чакаюць кіроўцы ў Камянцы, дзе няма магчымасці памыцца ці купіць ежу, бо памежны пункт прапускае не
  больш за дваццаць фур на дзень.
Чарга фур у Камянцы стаіць шэсць дзён: праз мяжу за дзень едуць толькі дваццаць.
Веласіпеды цяпер можна вазіць у ранішнім цягніку без квітка, апрача святочных дзён.

Хор з другога берага спяваў у суботу ў спаленай царкве, і на сабраныя грошы купяць новы звон.
Хор з другога берага спяваў у суботу ў спаленай царкве, і за сабраныя грошы купяць новы звон.
У суботу спаленая царква была поўная: з другога берага прыехаў хор з шасцідзесяці спевакоў, і на сабраныя грошы
  купяць новы звон і палову даху.
У спаленай царкве зноў будзе звон: яго аплацілі тыя, хто слухаў хор з другога берага.
Тэатр адкрывае ў суботу сезон камедыяй пра двух суседзяў, што пасварыліся з-за гусака.

Міністэрства адмовілася ад плана аб'яднаць тры прырэчныя раёны, калі 11 000 чалавек падпісалі петыцыю супраць.
Міністэрства адмовілася ад плана аб'яднаць тры прырэчныя раёны пасля таго, як 11 500 чалавек падпісалі петыцыю
  супраць.
Калі петыцыю супраць падпісалі 11 000 чалавек і выступілі два дэпутаты, міністэрства адмовілася ад свайго плана
  аб'яднаць прырэчныя раёны ў адзін.
Петыцыя з 11 000 подпісаў дапамагла: прырэчныя раёны не аб'яднаюць, паведаміла міністэрства.
Міністэрства запрашае школы дасылаць малюнкі птушак для календара, які выйдзе ўвосень.

Лёд зламаў у ноч на пятніцу дзве апоры пантона ў Старым Порце, і хуткая едзе да астравоў пяцьдзясят хвілін.
Лёд зламаў у ноч на пятніцу дзве апоры пантона ў Старым Порце, і цяпер хуткая едзе да астравоў пяцьдзясят хвілін.
З таго часу, як у ноч на пятніцу лёд зламаў дзве апоры пантона ў Старым Порце, хуткая едзе да астравоў цэлых
  пяцьдзясят хвілін, удвая даўжэй, чым раней.
Пяцьдзясят хвілін чакаюць хуткую на астравах пасля таго, як лёд раздушыў пантон у Старым Порце.
Дажджы сапсавалі сена на верхніх лугах, і гаспадарам давядзецца купляць корм на поўдні.

Нашу карэспандэнтку пяць гадзін пратрымалі ў міліцыі Лугавы і адпусцілі без пратакола.
Нашу карэспандэнтку шэсць гадзін пратрымалі ў міліцыі Лугавы і адпусцілі без ніякага пратакола.
Пяць гадзін нашу карэспандэнтку трымалі ў міліцыі Лугавы, дзе забралі тэлефон; апоўначы яе адпусцілі, не склаўшы
  пратакола.
Міліцыя Лугавы кажа, што затрымання не было, хоць наша карэспандэнтка прасядзела там пяць гадзін.
Міліцыя просіць гаспадароў незарэгістраваных лодак прыйсці з фотаздымкам і нумарам рухавіка.
"""

_RU = """
Речной совет отложил голосование о мосте в Лугаве до октября, потому что инженерам нужно больше времени.
Речной совет отложил голосование о мосте в Лугаве до ноября, потому что инженерам нужно больше времени.
Инженерам нужно больше времени и более точные чертежи, поэтому совет отложил до ноября голосование о мосте в Лугаве,
  назначенное на вторник.
Инженеры попросили ещё месяц на проверку чертежей моста в Лугаве, и депутаты будут голосовать не раньше октября.
Совет проголосовал за то, чтобы с первого мая повысить плату за стоянку лодок в гавани.

Сорок семей в Нижнем Береге до сих пор без чистой воды, хотя паводок дошёл до колодцев три недели назад.
Сорок две семьи в Нижнем Береге до сих пор без чистой воды, хотя паводок дошёл до колодцев три недели назад.
Паводок дошёл до колодцев Нижнего Берега три недели назад, но около сорока семей до сих пор остаются без чистой воды
  и носят её в бидонах из пожарной части.
Вода в колодцах Нижнего Берега после паводка непригодна для питья, и около сорока семей ждут водовоза.
Семьи, потерявшие зимой скот из-за морозов, могут просить помощи в районной управе до пятницы.

Рыбаки в низовьях реки выловили этой весной 18 тонн леща, меньше всего с 1998 года.
Рыбаки в низовьях реки выловили этой весной 18 тонн леща — меньше всего с 1998 года.
Этой весной рыбаки выловили в низовьях реки только 18 тонн леща, вдвое меньше обычного; такого малого улова, худшего
  с 1998 года, артель не ждала.
Лещ исчезает из низовьев реки: 18 тонн, пойманных за весну, — худший итог с 1998 года.
В воскресенье пловцы в тридцатый раз переплывут реку от старого маяка до песчаного пляжа.

Новый паром «Заранка» будет брать шестьдесят машин и заменит две баржи, которые служат на переправе с войны.
Новый паром «Заранка» возьмёт шестьдесят машин и заменит две баржи, которые служат на переправе с войны.
Шестьдесят машин возьмёт «Заранка», новый паром, который заменит обе старые баржи: они служат на переправе с самой
  войны и сильно текут.
С «Заранкой», берущей шестьдесят машин, старые военные баржи на переправе больше не нужны.
Автобус от вокзала до больницы с понедельника будет ходить каждые десять минут, а билеты не подорожают.

Учителя школы в Вире говорят, что крыша течёт в девяти классах из четырнадцати, а министерство не отвечает на
  письма.
Учителя школы в Вире говорят, что крыша протекает в девяти классах из четырнадцати, а министерство не отвечает на их
  письма.
Крыша течёт в девяти из четырнадцати классов школы в Вире; учителя говорят, что написали в министерство четыре
  письма и ни на одно не получили ответа.
В девяти классах школы в Вире мокро после каждого дождя, но министерство учителям не ответило.
Ученики музыкальной школы в субботу вечером исполнят в ратуше произведения местных композиторов.

Хлеб в районе за месяц подорожал на семь процентов, а зарплаты не меняются с января.
Хлеб в районе за месяц подорожал на восемь процентов, а зарплаты не меняются с января.
За один месяц хлеб и молоко в районе подорожали на семь процентов, тогда как зарплаты, признают статистики, не
  меняются с января.
Цена хлеба за месяц выросла на семь процентов, а зарплаты в районе остались такими, как в январе.
Абонемент на каток подешевел вдвое, а дети до шести лет катаются бесплатно.

Судья Галина Морозова перенесла дело владельцев лесопилки, поскольку эксперт из столицы не явился.
Судья Галина Морозова перенесла дело владельца лесопилки, поскольку эксперт из столицы на суд не явился.
Дело владельцев лесопилки снова перенесли: эксперт из столицы не явился, а огласить его заключение судья Галина
  Морозова отказалась.
Без столичного эксперта судья Морозова не захотела слушать владельцев лесопилки.
Суд оштрафовал водителя, который поставил грузовик на набережной и перегородил дорогу скорой помощи.

Музей речной торговли нашёл счётную книгу 1742 года, где имена всех плотогонов записаны двумя алфавитами.
Музей речной торговли нашёл счётную книгу 1742 года, в которой имена всех плотогонов записаны двумя алфавитами.
Счётную книгу 1742 года, в которую писарь занёс двумя алфавитами имена всех плотогонов, нашли за печью в музее
  речной торговли.
Плотогоны 1742 года названы двумя алфавитами в книге, о которой музей речной торговли даже не знал.
Библиотека во время экзаменов будет работать до девяти вечера, и читателям разрешили приносить чай.

Волонтёры посадили вдоль восточного берега 3000 ив, чтобы песок не сползал в русло.
Волонтёры посадили вдоль восточного берега 3200 ив, чтобы песок больше не сползал в русло.
Чтобы песок восточного берега не сползал в русло, волонтёры вместе с солдатами за двое выходных посадили там 3000
  ив.
Восточный берег каждый год сползает в русло; песок должны удержать 3000 ив, которые привезли волонтёры.
Охотники добыли в этом году меньше кабанов, чем разрешил лесхоз, потому что снег выпал поздно.

Два независимых кандидата снялись с выборов в Заречье после того, как неизвестные пришли ночью к их родственникам.
Два независимых кандидата снялись с выборов в Заречье после того, как неизвестные люди пришли ночью к их родным.
После того как ночью к их родственникам пришли неизвестные, с выборов в Заречье снялись двое из трёх независимых
  кандидатов; объяснять причину они не хотят.
На выборах в Заречье остался один независимый кандидат: к родственникам остальных ночью приходили незнакомцы.
Победитель соревнований по рыбной ловле отдал свой приз, резиновую лодку, детскому дому.

Электростанция в июне закроет вторую печь, и 140 из 400 работников уже велели искать другую работу.
Электростанция в июле закроет вторую печь, и 140 из 400 работников уже велели искать другую работу.
В июне на электростанции навсегда закроют вторую печь; из 400 работников 140 велели, большинству по телефону, искать
  другую работу.
Около 140 человек из 400 потеряют место на электростанции, когда в июне погаснет вторая печь.
Пивоварня набирает на лето шестьдесят сезонных рабочих и обещает им комнаты в бывшей казарме.

Врачи районной больницы за неделю приняли 27 человек, отравившихся грибами, и советуют не покупать их у незнакомых.
Врачи районной больницы за неделю приняли 27 человек, которые отравились грибами, и просят не покупать их у
  незнакомых.
Грибами за одну неделю отравились 27 человек; врачи районной больницы, которым пришлось занимать койки, советуют не
  покупать их у незнакомых при дороге.
Не покупайте грибы у незнакомых, просят в районной больнице, где лежат 27 отравленных.
Аптека возле рынка закрывается на ремонт, а ближайшая открытая — за железной дорогой.

Пограничный пункт в Каменке пропускает двадцать фур в день, и водители ждут до шести дней без возможности помыться.
Пограничный пункт в Каменке пропускает около двадцати фур в день, и водители ждут до шести дней без возможности
  помыться.
До шести дней ждут водители в Каменке, где нет возможности помыться или купить еду, ведь пограничный пункт
  пропускает не больше двадцати фур в день.
Очередь фур в Каменке стоит шесть дней: через границу за день проезжают только двадцать.
Велосипеды теперь можно возить в утреннем поезде без билета, кроме праздничных дней.

Хор с другого берега пел в субботу в сожжённой церкви, и на собранные деньги купят новый колокол.
Хор с другого берега пел в субботу в сожжённой церкви, и на эти деньги купят новый колокол.
В субботу сожжённая церковь была полна: с другого берега приехал хор из шестидесяти певцов, и на собранные деньги
  купят новый колокол и половину крыши.
В сожжённой церкви снова будет колокол: его оплатили те, кто слушал хор с другого берега.
Театр открывает в субботу сезон комедией о двух соседях, поссорившихся из-за гуся.

Министерство отказалось от плана объединить три приречных района, когда 11 000 человек подписали петицию против.
Министерство отказалось от плана объединить три приречных района после того, как 11 500 человек подписали петицию
  против.
Когда петицию против подписали 11 000 человек и выступили два депутата, министерство отказалось от своего плана
  объединить приречные районы в один.
Петиция с 11 000 подписей помогла: приречные районы не объединят, сообщило министерство.
Министерство приглашает школы присылать рисунки птиц для календаря, который выйдет осенью.

Лёд сломал в ночь на пятницу две опоры понтона в Старом Порту, и скорая едет до островов пятьдесят минут.
Лёд сломал в ночь на пятницу две опоры понтона в Старом Порту, и теперь скорая едет до островов пятьдесят минут.
С тех пор как в ночь на пятницу лёд сломал две опоры понтона в Старом Порту, скорая едет до островов целых пятьдесят
  минут, вдвое дольше, чем раньше.
Пятьдесят минут ждут скорую на островах после того, как лёд раздавил понтон в Старом Порту.
Дожди испортили сено на верхних лугах, и хозяевам придётся покупать корм на юге.

Нашу корреспондентку пять часов продержали в милиции Лугавы и отпустили без протокола.
Нашу корреспондентку шесть часов продержали в милиции Лугавы и отпустили без всякого протокола.
Пять часов нашу корреспондентку держали в милиции Лугавы, где забрали телефон; в полночь её отпустили, не составив
  протокола.
Милиция Лугавы говорит, что задержания не было, хотя наша корреспондентка просидела там пять часов.
Милиция просит хозяев незарегистрированных лодок прийти с фотографией и номером двигателя.
"""


def _stories(block: str) -> list[Story]:
    """Read a block: groups parted by blank lines, texts by line, a continued line indented."""
    groups = block.strip().replace("\n  ", " ").split("\n\n")
    return [Story(*group.split("\n")) for group in groups]


STORIES = {"en": _stories(_EN), "be": _stories(_BE), "ru": _stories(_RU)}
